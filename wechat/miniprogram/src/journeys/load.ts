import { computed, ref, shallowRef, type Ref } from 'vue';
import { trouble, type Trouble } from '@/api/call';

/** Something that is being read: waiting, there, or in trouble; what was there stays while it is read again. */
export function loading<T>(read: () => Promise<T>) {
  const value = shallowRef<T>();
  const failed = shallowRef<Trouble>();
  const busy = ref(false);
  const load = async () => {
    busy.value = true;
    try {
      value.value = await read();
      failed.value = undefined;
    } catch (failure) {
      failed.value = trouble(failure);
    } finally {
      busy.value = false;
      uni.stopPullDownRefresh();
    }
  };
  return { value, failed, busy, load };
}

/** A list in pages of the server's choosing. */
export function paging<T>(read: (after?: string) => Promise<{ items: T[]; next?: string }>) {
  const items = shallowRef<T[]>([]) as Ref<T[]>;
  const next = ref<string>();
  const failed = shallowRef<Trouble>();
  const busy = ref(false);
  const loaded = ref(false);
  let turn = 0;
  const fetch = async (after?: string) => {
    const mine = ++turn;
    busy.value = true;
    try {
      const page = await read(after);
      // A newer question has been asked meanwhile.
      if (mine !== turn) return;
      items.value = after ? [...items.value, ...page.items] : page.items;
      next.value = page.next;
      failed.value = undefined;
      loaded.value = true;
    } catch (failure) {
      if (mine === turn) failed.value = trouble(failure);
    } finally {
      if (mine === turn) busy.value = false;
      uni.stopPullDownRefresh();
    }
  };
  const load = () => fetch();
  const more = () => {
    if (next.value && !busy.value) void fetch(next.value);
  };
  const empty = computed(() => loaded.value && items.value.length === 0 && !failed.value);
  return { items, next, failed, busy, loaded, empty, load, more };
}
