import { reactive } from 'vue';

const STORED = 'yh.elder';

/** How the person wants to read: larger type and fewer choices (适老化). */
export const look = reactive({ elder: uni.getStorageSync(STORED) === true });

export function setElder(elder: boolean): void {
  look.elder = elder;
  uni.setStorageSync(STORED, elder);
}
