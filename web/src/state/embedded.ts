/** Whether the page is shown in one of someone else, as its address says: then it has its panels only, and keeps nothing. */
export const embedded = typeof location !== 'undefined' && new URLSearchParams(location.search).has('embed');
