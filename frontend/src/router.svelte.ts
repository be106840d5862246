import { isOutside, type Route, routeOf } from './routes';

/** Where one is, kept in step with the address and the Back button. */
class Router {
  route = $state.raw<Route>(routeOf(location.pathname, location.search));

  /** Go to a path of ours. `replace`: Back skips what is left now. */
  go(path: string, { replace = false } = {}): void {
    if (path === location.pathname + location.search + location.hash) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', path);
    this.#read();
  }

  /** Follow plain links of ours without loading a page. Returns how to stop. */
  listen(): () => void {
    const read = () => this.#read();
    const follow = (event: MouseEvent) => this.#follow(event);
    window.addEventListener('popstate', read);
    document.addEventListener('click', follow);
    return () => {
      window.removeEventListener('popstate', read);
      document.removeEventListener('click', follow);
    };
  }

  #read(): void {
    this.route = routeOf(location.pathname, location.search);
  }

  #follow(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin) {
      if (!link.closest('.msg-body')) return;
      event.preventDefault(); // what people link to opens beside the page: nothing unsent is lost, no referrer is sent
      window.open(link.href, '_blank', 'noopener,noreferrer');
      return;
    }
    if (isOutside(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
    hideDrawers(link);
  }
}

/** A link inside a drawer closes it. */
function hideDrawers(link: Element): void {
  const drawer = link.closest<HTMLElement>('[popover]');
  if (drawer?.matches(':popover-open')) drawer.hidePopover();
}

export const router = new Router();
