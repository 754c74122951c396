import { relativeTime } from '../../src/core/model/relativeTime.ts';
import { setAttribute, setText } from './dom.ts';

const EVERY_MS = 30_000;

/** Moments as people say them, kept current for as long as their element is in the page. */
export class Times {
  readonly #shown = new Set<HTMLTimeElement>();

  constructor() {
    setInterval(() => this.#tick(), EVERY_MS);
  }

  /** Shows the moment in the element; its exact time is the tooltip, put into `title`. */
  show(element: HTMLTimeElement, time: string, title: (exact: string) => string): void {
    setAttribute(element, 'datetime', time);
    setAttribute(element, 'title', title(exactTime(time)));
    this.#shown.add(element);
    draw(element);
  }

  #tick(): void {
    for (const element of this.#shown) {
      if (element.isConnected) draw(element);
      else this.#shown.delete(element);
    }
  }
}

/** By the person's own clock and habits. */
export function exactTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toLocaleString();
}

/** `14:02`, or the date too where that is another day. */
export function clockTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const isToday = date.toDateString() === new Date().toDateString();
  const clock = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return isToday ? clock : `${date.toLocaleDateString()} ${clock}`;
}

function draw(element: HTMLTimeElement): void {
  setText(element, relativeTime(element.dateTime, new Date()) ?? element.dateTime);
}
