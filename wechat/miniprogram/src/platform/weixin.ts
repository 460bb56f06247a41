import { Unavailable, type Fix, type Platform } from './platform';

declare const wx: {
  getRandomValues(options: { length: number; success(result: { randomValues: ArrayBuffer }): void; fail(error: unknown): void }): void;
  requirePrivacyAuthorize?(options: { success(): void; fail(): void }): void;
};

/** A city sets its own https address here before it builds; it must be listed as a request domain with WeChat. */
const SERVER = (import.meta.env.VITE_SERVER as string | undefined) ?? 'https://youth-home.example';

export const platform: Platform = {
  choosesAccounts: false,
  accounts: () => Promise.resolve([]),

  loginCode: () =>
    new Promise((resolve, reject) => {
      uni.login({
        provider: 'weixin',
        success: ({ code }) => resolve(code),
        fail: () => reject(new Unavailable('微信没有回应登录，请稍后再试。')),
      });
    }),

  prepareScan: () => undefined,

  scan: () =>
    new Promise((resolve, reject) => {
      uni.scanCode({
        scanType: ['qrCode'],
        // A mini-program code has a path with its scene, a plain QR has a result.
        success: ({ result, path }) => resolve(path || result),
        fail: ({ errMsg }: { errMsg?: string }) =>
          errMsg?.includes('cancel') ? resolve(undefined) : reject(new Unavailable('相机打不开。请在微信设置里允许使用相机，或找工作人员代签。')),
      });
    }),

  pickPhoto: () =>
    new Promise((resolve, reject) => {
      uni.chooseMedia({
        count: 1,
        mediaType: ['image'],
        sizeType: ['compressed'],
        success: ({ tempFiles }) => resolve(tempFiles[0]?.tempFilePath),
        fail: ({ errMsg }: { errMsg?: string }) =>
          errMsg?.includes('cancel') ? resolve(undefined) : reject(new Unavailable('照片打不开。请在微信设置里允许使用照片。')),
      });
    }),

  locate: () =>
    new Promise<Fix>((resolve, reject) => {
      uni.getLocation({
        type: 'gcj02',
        isHighAccuracy: true,
        success: ({ longitude, latitude, accuracy }) => resolve({ longitude, latitude, accuracy }),
        fail: () => reject(new Unavailable('没有取到位置。可以在右上角“设置”里允许，或找工作人员代签。')),
      });
    }),

  openMap: ({ longitude, latitude, name, address }) => uni.openLocation({ longitude, latitude, name, address, scale: 16 }),
  showPictures: (urls, current) => void uni.previewImage({ urls, current }),

  subscribe: (templates) =>
    new Promise((resolve) => {
      if (templates.length === 0) {
        resolve(0);
        return;
      }
      uni.requestSubscribeMessage({
        tmplIds: templates.slice(0, 5),
        success: (answer) => resolve(templates.filter((id) => (answer as unknown as Record<string, string>)[id] === 'accept').length),
        fail: () => resolve(0),
      });
    }),

  privacyAgreed: () =>
    new Promise((resolve, reject) => {
      if (!wx.requirePrivacyAuthorize) {
        resolve();
        return;
      }
      wx.requirePrivacyAuthorize({ success: resolve, fail: () => reject(new Unavailable('需要先同意隐私保护指引。')) });
    }),

  largeBars: () => undefined,

  showBrightly: () => {
    let before: number | undefined;
    uni.getScreenBrightness({
      success: ({ value }) => {
        before = value;
        uni.setScreenBrightness({ value: 1 });
      },
    });
    uni.setKeepScreenOn({ keepScreenOn: true });
    return () => {
      if (before !== undefined) uni.setScreenBrightness({ value: before });
      uni.setKeepScreenOn({ keepScreenOn: false });
    };
  },

  randomBytes: (count) =>
    new Promise((resolve, reject) => {
      wx.getRandomValues({
        length: count,
        success: ({ randomValues }) => resolve(new Uint8Array(randomValues)),
        fail: () => reject(new Unavailable('微信版本太旧，请更新微信后再试。')),
      });
    }),

  secrets: {
    get: (key) => (uni.getStorageSync(key) as string) || undefined,
    set: (key, value) => uni.setStorageSync(key, value),
    remove: (key) => uni.removeStorageSync(key),
  },

  onOnline: (back) => uni.onNetworkStatusChange(({ isConnected }) => isConnected && back()),

  server: SERVER,
};
