/** The form for one, or the one for other counts with its # filled in. */
export const many = (n: number, one: string, other: string) => (n === 1 ? one : other.replace("#", String(n)));
