/** Less than this of the content is out of view only by rounding. */
const SLACK_PX = 4;

/**
 * Marks a box that scrolls with `data-more` while some of its content lies below what is in view: the style sheet lets
 * it fade out there, because scroll bars are hidden on many systems.
 */
export function moreBelow(box: HTMLElement): () => void {
  const mark = () => {
    const isMore = box.scrollHeight - box.clientHeight - box.scrollTop > SLACK_PX;
    box.toggleAttribute('data-more', isMore);
  };
  const sizes = new ResizeObserver(mark);
  const follow = () => {
    for (const child of box.children) sizes.observe(child);
    mark();
  };
  const content = new MutationObserver(follow);
  sizes.observe(box);
  content.observe(box, { childList: true });
  box.addEventListener('scroll', mark, { passive: true });
  follow();
  return () => {
    sizes.disconnect();
    content.disconnect();
    box.removeEventListener('scroll', mark);
  };
}
