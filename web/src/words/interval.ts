/** What the thin line beside a share says, wherever one is drawn. */
export const intervalRule = (percent: string) =>
  `A thin line shows how sure a share is: in ${percent} of cases the true one lies on it. More cases make it shorter.`;
