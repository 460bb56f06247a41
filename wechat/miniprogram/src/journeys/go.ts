import { known, resumed } from '@/api/session';

const TABS = ['/pages/activities/activities', '/pages/scan/scan', '/pages/mine/mine'];

export function go(url: string): void {
  if (TABS.includes(url)) void uni.switchTab({ url });
  else void uni.navigateTo({ url });
}

/** Back where one came from; home when this page was opened from a link. */
export function back(): void {
  if (getCurrentPages().length > 1) void uni.navigateBack();
  else void uni.switchTab({ url: '/pages/activities/activities' });
}

/** True when somebody is signed in; otherwise the login page opens and comes back. */
export async function signedIn(): Promise<boolean> {
  if (known() && (await resumed())) return true;
  void uni.navigateTo({ url: '/pages/login/login' });
  return false;
}

export const say = (title: string): void => void uni.showToast({ title, icon: 'none', duration: 2_500 });

/** Asks before something that cannot be taken back. */
export const sure = (title: string, content: string, confirmText: string): Promise<boolean> =>
  new Promise((resolve) => {
    uni.showModal({ title, content, confirmText, cancelText: '先不', success: ({ confirm }) => resolve(confirm), fail: () => resolve(false) });
  });

/** As `sure`, with a reason that has to be given; undefined when the person thinks better of it. */
export const reasonFor = (title: string, placeholderText: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    uni.showModal({
      title,
      editable: true,
      placeholderText,
      confirmText: '确定',
      cancelText: '先不',
      success: ({ confirm, content }) => resolve(confirm ? (content ?? '').trim() || undefined : undefined),
      fail: () => resolve(undefined),
    });
  });
