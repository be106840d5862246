/** Marks calls of my own seats in rendered text: it was rendered once for everybody, and only this tab knows who reads. */
export function markMine(isMine: (seat: number) => boolean): (body: Element) => () => void {
  return (body) => {
    const mark = () => {
      for (const call of body.querySelectorAll<HTMLElement>('.mention[data-seat]')) {
        const seat = call.dataset.seat ?? '';
        call.classList.toggle('mention-you', seat === 'group' || isMine(Number(seat)));
      }
    };
    mark();
    const observer = new MutationObserver(mark); // the text is replaced when the message is edited
    observer.observe(body, { childList: true });
    return () => observer.disconnect();
  };
}
