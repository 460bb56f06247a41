import './accessible';
import { gcj02 } from './gcj02';
import { Unavailable, type Account, type Platform } from './platform';

export const platform: Platform = {
  choosesAccounts: true,

  accounts: async () => {
    const answer = await fetch('/demo/accounts.json', { credentials: 'omit' });
    return answer.ok ? ((await answer.json()) as Account[]) : [];
  },

  loginCode: (account) =>
    account ? Promise.resolve(`demo:${account}`) : Promise.reject(new Unavailable('请在微信里打开小程序登录。')),

  prepareScan: () => void import('./camera').catch(() => undefined),

  scan: async () => (await import('./camera')).scanWithCamera(),

  pickPhoto: () =>
    new Promise((resolve) => {
      uni.chooseImage({ count: 1, success: ({ tempFilePaths }) => resolve(tempFilePaths[0]), fail: () => resolve(undefined) });
    }),

  locate: () =>
    new Promise((resolve, reject) => {
      const no = () => reject(new Unavailable('没有取到位置。可以在浏览器设置里允许，或找工作人员代签。'));
      if (!navigator.geolocation) {
        no();
        return;
      }
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => resolve({ ...gcj02(coords.longitude, coords.latitude), accuracy: coords.accuracy }),
        no,
        { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
      );
    }),

  openMap: ({ longitude, latitude, name }) => {
    const query = new URLSearchParams({ position: `${longitude},${latitude}`, name, coordinate: 'gaode', callnative: '1' });
    window.open(`https://uri.amap.com/marker?${query}`, '_blank', 'noopener');
  },
  showPictures: (urls, current) => void window.open(urls[current], '_blank'),

  subscribe: () => Promise.resolve(0),
  privacyAgreed: () => Promise.resolve(),

  largeBars: (large) => void document.documentElement.classList.toggle('elder-bars', large),

  showBrightly: () => {
    let lock: { release(): Promise<void> } | undefined;
    let over = false;
    const hold = async () => {
      if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      try {
        lock = await navigator.wakeLock.request('screen');
      } catch {
        // A browser may refuse when the battery is low; the code is shown all the same.
      }
    };
    void hold();
    // Only after a tap, and not on every phone.
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
    document.addEventListener('visibilitychange', hold);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', hold);
      void lock?.release();
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  },

  randomBytes: (count) => Promise.resolve(crypto.getRandomValues(new Uint8Array(count))),

  secrets: {
    get: (key) => sessionStorage.getItem(key) ?? undefined,
    set: (key, value) => sessionStorage.setItem(key, value),
    remove: (key) => sessionStorage.removeItem(key),
  },

  onOnline: (back) => window.addEventListener('online', back),

  // Whole: uni-app takes a picture's path for one of its own files, below /m/.
  server: window.location.origin,
};
