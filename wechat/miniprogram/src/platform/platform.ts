/** Where a phone is: GCJ-02 degrees, and the radius in metres within which it is. */
export interface Fix {
  longitude: number;
  latitude: number;
  accuracy: number;
}

/** An account that a demonstration offers instead of WeChat's login. */
export interface Account {
  name: string;
  description: string;
  community: string;
}

/** What a person decided against, or what the phone does not have; `message` says what to do, to that person. */
export class Unavailable extends Error {}

/** What only WeChat has, and a browser does in its own way. */
export interface Platform {
  /** Whether a login needs an account to be chosen, because there is no WeChat to tell who it is. */
  readonly choosesAccounts: boolean;
  /** The accounts to choose from; none outside of a demonstration. */
  accounts(): Promise<Account[]>;
  /** A login code that the server exchanges for tokens. */
  loginCode(account?: string): Promise<string>;
  /** Fetches what the camera needs, before the network goes. */
  prepareScan(): void;
  /** What a QR code says; undefined when the person closes the camera. */
  scan(): Promise<string | undefined>;
  /** The path of a photo that the person chose or took; undefined when they thought better of it. */
  pickPhoto(): Promise<string | undefined>;
  /** Asks for permission at its first call. */
  locate(): Promise<Fix>;
  openMap(place: { longitude: number; latitude: number; name: string; address: string }): void;
  /** Pictures at their full size, this one first. In a browser uni-app's own way would make everybody's first page heavier. */
  showPictures(urls: string[], current: number): void;
  /** Asks whether these messages may be sent; how many were agreed to. Only from a tap. */
  subscribe(templates: string[]): Promise<number>;
  /** Resolves once the person has agreed to WeChat's own privacy popup, where there is one. */
  privacyAgreed(): Promise<void>;
  /** Title and tab bar in large type, where they are not the phone's own. */
  largeBars(large: boolean): void;
  /** Bright, awake and, in a browser, over the whole screen while a code is shown; the returned function lets go. */
  showBrightly(): () => void;
  /** Cryptographically random bytes. */
  randomBytes(count: number): Promise<Uint8Array>;
  /** Kept until the person signs out (WeChat) or closes the tab (browser). */
  readonly secrets: { get(key: string): string | undefined; set(key: string, value: string): void; remove(key: string): void };
  /** Calls back whenever the network comes back. */
  onOnline(back: () => void): void;
  /** The server's address before `/api`. */
  readonly server: string;
}
