// One thing to do later; to say it again moves it.
export function later() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    get waiting() {
      return timer !== undefined;
    },
    in(milliseconds: number, then: () => void) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        then();
      }, milliseconds);
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
