/**
 * Runs it when what was drawn so far is on the screen, or would be: what can wait does not make a
 * person wait. VS Code shows a page when it has loaded. What comes back takes it back.
 */
export function afterPaint(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  const wait = (): void => {
    frame = requestAnimationFrame(() => (timer = setTimeout(run)));
  };
  if (document.readyState === 'complete') wait();
  else window.addEventListener('load', wait, { once: true });
  return () => {
    window.removeEventListener('load', wait);
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
