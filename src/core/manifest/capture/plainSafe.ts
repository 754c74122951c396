import { readPlainScalar } from '../kubeScalar.ts';

const indicatorStart = /^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?:[ \t]|$)|---|\.\.\.)/;
const plainEnd = /:(?:[ \t]|$)|[ \t]#/;
const oddInFlow = /[,[\]{}?#]|:(?:[^\w/.-]|$)/;

/**
 * Other readers than kubectl's take these for dates, base 60 or special keys: a person would quote
 * them, whatever they are here.
 */
const misread = /^(?:\d{4}-\d{1,2}-\d{1,2}.*|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?|=|<<)$/;

/** What no YAML text may hold unescaped, or what some readers take for a line end. */

const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/** No character has to be escaped; tabs and newlines are told apart elsewhere. */
export function isPrintable(text: string): boolean {
  return !unprintable.test(text);
}

/** Kubectl reads the bare text as this very string. */
export function readsBackPlain(text: string, flow: boolean): boolean {
  if (text === '' || text.trim() !== text || /[\n\t]/.test(text) || !isPrintable(text))
    return false;
  if (indicatorStart.test(text) || plainEnd.test(text)) return false;
  if (flow && oddInFlow.test(text)) return false;
  return readPlainScalar(text).value === text;
}

/** A string that a careful person writes without quotes. */
export function isPlainText(text: string, flow: boolean): boolean {
  if (flow && text.includes(':')) return false;
  return readsBackPlain(text, flow) && !misread.test(text);
}
