/** Exit statuses, as `grep` has them: all is well, something was found, the call was wrong. */
export const OK = 0;
export const FOUND = 1;
export const WRONG = 2;

/** What is wrong with the call or its files, in words for the person who made it. */
export class Failure extends Error {}
