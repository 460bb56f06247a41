import { reactive } from 'vue';
import { platform } from '#platform';

const STORED = 'yh.elder';

/** How the person wants to read: larger type and fewer choices (适老化). */
export const look = reactive({ elder: uni.getStorageSync(STORED) === true });
platform.largeBars(look.elder);

export function setElder(elder: boolean): void {
  look.elder = elder;
  platform.largeBars(elder);
  uni.setStorageSync(STORED, elder);
}
