// Designing an experiment, one step after another.

export const design = {
  title: "Design an experiment",
  lead: "Six steps. Nothing is registered before the last, and your draft is kept in this browser.",
  step: (n: number, of: number) => `Step ${n} of ${of}`,
  next: "Next",
  back: "Back",
  needsLook: "needs another look",
  done: "done",
  startOver: "Throw the draft away",
  startOverSure: "Throw the whole draft away?",
  startOverDo: "Throw away",
  missing: "Please fill this in.",
  noFit: "Something does not fit yet:",
  refused: "It was not taken:",
  mind: "Please mind:",
  broken: {
    title: "Your draft cannot be read",
    text: "What this browser kept is damaged, or was written by another version of this page.",
    do: "Throw it away and begin anew",
  },
  tabs: {
    title: "The draft was changed in another tab",
    text: (title: string) => `There it is “${title}” now. Nothing more is kept here until you choose.`,
    gone: "There it was registered or thrown away. Nothing more is kept here until you choose.",
    mine: "Go on with what is here",
    other: "Take what is there",
    otherGone: "Begin anew",
  },
  elsewhere: (step: string) => `In the step “${step}”`,
  checking: "Checking",
  steps: {
    question: {
      name: "Question",
      title: "What do you want to know?",
      lead: "One question, one number that answers it.",
    },
    sectors: { name: "Sectors", title: "Where?", lead: "Requests in these sectors take part, and nowhere else." },
    arms: {
      name: "Arms",
      title: "What is different?",
      lead:
        "Each request is put into one arm by chance. The control arm keeps today's rules; say what is different " +
        "in the other.",
    },
    size: {
      name: "Size",
      title: "How large, and when does it end?",
      lead: "Said now, so that nobody stops at a lucky moment.",
    },
    try: {
      name: "Try it",
      title: "Try it with simulated people",
      lead:
        "The real rules of a round, with simulated buyers and shops. It shows whether so many requests are " +
        "enough to see what the change does there, and how often one would be fooled. It does not tell how real " +
        "people will behave.",
    },
    read: {
      name: "Read and lock",
      title: "Read it all once more",
      lead: "After it is locked nothing of this can be changed, by anybody.",
    },
  },
  question: {
    title: "The question",
    titleHint: "As a headline. For example: Do sealed rounds sell more?",
    text: "What you expect",
    textHint: "One sentence. For example: With sealed rounds, more requests end in a sale.",
    metric: "The number that answers it",
    metricPick: "Choose one",
    exactly: (definition: string) => `Exactly: ${definition}`,
    direction: "Which way do you expect it to go?",
    directions: { increase: "Up", decrease: "Down", two_sided: "Either way counts" },
    better: { increase: "Up is better.", decrease: "Down is better.", two_sided: "Neither way is better by itself." },
    key: "Short name",
    keyHint: "For addresses and files; small letters, digits and dashes. It cannot be used again.",
    taken: "Another experiment has this short name. Please choose another one.",
    badKey: "1 to 64 small letters, digits, dashes and underscores.",
    why: "Why you ask",
    whyHint: "For whoever reads it later.",
    version: (n: number, key: string) =>
      `This will be version ${n} of ${key}. It takes the place of the version before.`,
  },
  sectors: {
    legend: "Sectors",
    all: (name: string) => `All of ${name}`,
    chosen: (n: number) => (n === 0 ? "None chosen yet." : n === 1 ? "1 sector chosen." : `${n} sectors chosen.`),
    missing: "Choose at least one sector.",
    different:
      "These sectors do not have the same rules today. Each keeps its own; only what an arm changes becomes the same.",
    now: "How a round runs there today",
    changed:
      "The rules of these sectors were changed while you were writing. They have been read again: please look at " +
      "the arms once more.",
  },
  arms: {
    control: "Control arm",
    controlText: "Nothing is changed. Everything else is compared with this.",
    arm: (n: number) => `Arm ${n}`,
    name: "Name of this arm",
    nameHint: "Small letters, digits and dashes, for example sealed-rounds.",
    nameTaken: "Another arm has this name.",
    change: "Change a rule",
    changePick: "Choose a rule to change",
    nothing: "Nothing is different yet. Choose a rule to change.",
    today: (value: string) => `Today: ${value}`,
    to: "In this arm",
    remove: (name: string) => `Leave as it is: ${name}`,
    removeShort: "Leave as it is",
    between: (low: string, high: string) => `Between ${low} and ${high}.`,
    whole: (low: string, high: string) => `A whole number between ${low} and ${high}.`,
    number: (low: string, high: string) => `A number between ${low} and ${high}.`,
    same: "That is how it is today already.",
    add: "Add another arm",
    removeArm: "Remove this arm",
    share: (n: number) => `Requests are shared out equally: ${Math.round(100 / n)}% go to each of the ${n} arms.`,
    companions: "This only works together with:",
    companionsDo: "Set that, too",
    cross: {
      E_CROSS_CLOSE:
        "How the round ends does not fit. A sealed round ends on the dot; an end that is put off needs a last " +
        "moment and a delay of 10 seconds or more.",
      E_CROSS_TOTAL: "Where the end is put off, the longest round must be as long as the round itself, or longer.",
      E_CROSS_VISIBILITY: "In a sealed round shops see nothing of each other.",
      E_CROSS_PRICING: "Paying the price of the next best offer works in sealed rounds only.",
    } as Record<string, string>,
    unitTitle: "What is drawn by chance",
    unit: {
      intent: "Each request is drawn by itself.",
      consumer: "Each buyer is drawn once, and all requests of that buyer are in the same arm.",
      slot: "Whole sectors take turns: for a while all requests of a sector are in the same arm.",
    } as Record<string, string>,
    unitWhy: {
      consumer:
        "The arms differ only in what buyers see, and nobody should see it one way today and the other way tomorrow.",
      slot:
        "Shops meet both arms, learn from them and have only so much time. For a claim about the whole market, " +
        "whole sectors would have to take turns.",
      cluster:
        "What is changed works on shops over weeks. For a claim about the whole market, whole regions would have " +
        "to differ.",
      retailer:
        "What is changed works on shops over weeks. For a claim about the whole market, whole shops would have " +
        "to differ.",
    } as Record<string, string>,
    pilot: "This is a pilot: the finding will say that it is only a hint.",
    how: "How do you want to draw?",
    hows: {
      pilot: { label: "Request by request", hint: "A pilot: quicker, and only a hint." },
      turns: { label: "Sectors take turns", hint: "Slower, and good for a claim about the whole market." },
    },
    slots: "How long is a turn?",
    slotsHint: "Requests at the beginning of a turn, while rounds of the turn before still run, are not counted.",
    slot: { 168: "an hour", 28: "6 hours", 14: "half a day", 7: "a day" } as Record<number, string>,
    unitWait: "This is told when every arm but the control changes a rule.",
  },
  size: {
    how: "How sure do you want to be?",
    alpha: "False alarms that you put up with",
    alphaHint: "How often it may look like a difference though there is none.",
    alphaOf: (share: string) => `${share}`,
    usual: "usual",
    strict: "strict",
    loose: "for a first look",
    power: "Real differences that you want to find",
    powerHint: "Of the size below. The rest would be missed.",
    mde: "Smallest difference worth finding",
    mdeHint: (metric: string) => `Of “${metric}”. Smaller ones may be there and not be found.`,
    many: "How many, and how long?",
    n: { intent: "Requests in each arm", consumer: "Buyers in each arm", slot: "Turns in each arm" },
    nHint: "It ends when each arm has so many. The next step tries that with simulated people.",
    noRamp: "Sectors that take turns take part as a whole from the first moment.",
    days: "Days at most",
    daysHint: "It ends after this, however many there are. 1 to 366.",
    ramp: "How it begins",
    ramps: {
      all: { label: "With all requests", hint: "From the first moment." },
      steps: { label: "In steps", hint: "With 5%, then 20%, then all. You take each step yourself." },
    },
    rampOwn: (steps: string) => `In steps of your own: ${steps}`,
    guards: "What must not get worse",
    guardsLead:
      "These are watched all the time. If an arm does more harm than you allow here, the experiment ends by itself.",
    always: "always watched",
    margin: "Harm that you allow",
    badNumber: "That is not a number.",
    badWhole: (low: string, high: string) => `A whole number from ${low} to ${high}, please.`,
    tooSmall: "It must be more than 0.",
  },
  trial: {
    run: "Try it",
    again: "Try it again",
    about: "This takes up to 30 seconds.",
    running: (s: number) => `Running for ${s} s. Rounds are played and analysed again and again.`,
    progress: "How long it has been running",
    stale: "You changed the design after this. Try it again.",
    took: (s: number) => `Simulated in ${s} s.`,
    powerGood: (share: string, want: string, n: string) =>
      `Enough: with ${n} requests in each arm, what the change does to simulated people is found in ${share} of ` +
      `all trials. You want ${want}.`,
    powerBad: (share: string, want: string, n: string) =>
      `Not enough: with ${n} requests in each arm, what the change does to simulated people is found in ${share} ` +
      `of all trials only. You want ${want}. More requests find more.`,
    powerOpen: (share: string, want: string, n: string) =>
      `With ${n} requests in each arm, what the change does to simulated people is found in ${share} of all trials. ` +
      `You want ${want}.`,
    onlyAsLarge: (own: string, wanted: string) =>
      `That shows only that a difference as large as the simulated one would be found: it is ${own}. You want to ` +
      `find one of ${wanted}, too.`,
    isSmaller: (own: string, wanted: string) =>
      `The simulated difference is ${own}: less than the ${wanted} that you want to find.`,
    otherMeasure: (measure: string) =>
      `The simulator does not measure “${measure}”. So this does not tell whether the smallest difference that you ` +
      "named would be found, nor how many requests that takes.",
    needed: (wanted: string, n: string, planned: string) =>
      `To find a difference of ${wanted}, about ${n} requests in each arm are needed, if real ones differ as much as ` +
      `simulated ones do. You plan ${planned}.`,
    neededUnknown: (wanted: string) =>
      `How many requests it takes to find a difference of ${wanted} cannot be told from this trial.`,
    alarmsGood: (share: string, alpha: string) =>
      `Where there is no difference, it looks like one in ${share} of all trials. You put up with ${alpha}.`,
    alarmsChance: (share: string, alpha: string, trials: string) =>
      `Where there is no difference, it looks like one in ${share} of all trials. You put up with ${alpha}; in ` +
      `${trials} trials, chance alone makes a gap of this size.`,
    alarmsBad: (share: string, alpha: string) =>
      `Where there is no difference, it looks like one in ${share} of all trials. That is more than the ${alpha} ` +
      "that you put up with.",
    effect: (what: string, estimate: string, low: string, high: string) =>
      `What the change did to simulated people: ${what} ${estimate}, surely between ${low} and ${high}.`,
    effects: {
      offers: "offers in a request, a difference of",
      award: "requests that end in a deal, a difference of",
      price: "the price that is paid, in shares of the range of costs, a difference of",
    } as Record<string, string>,
    noEffect: "The simulated market cannot tell what this change does.",
    picture: "Shares of all trials, each with the range in which it surely is, and a mark for what you asked for.",
    found: "Difference found",
    alarm: "False alarm",
    wanted: "You asked for",
    measured: "Came out",
    range: "Surely between",
    trials: "Trials",
    what: "What",
    skip: "You can go on without trying.",
    tableLabel: "What came out of the trials",
  },
  read: {
    change: "Change",
    changeOf: (name: string) => `Change: ${name}`,
    question: "Question",
    expect: "Expected",
    metric: "Judged by",
    direction: "Expected to go",
    sectors: "Sectors",
    control: "today's rules",
    unit: "Drawn by chance",
    sure: "Sureness",
    sureText: (alpha: string, power: string, mde: string) =>
      `False alarms at most ${alpha}; meant to find a difference of ${mde} in ${power} of all cases.`,
    end: "It ends",
    endText: (n: string, what: string, days: string) => `when each arm has ${n} ${what}, or after ${days} days`,
    counted: { intent: "requests", consumer: "buyers", slot: "turns" } as Record<string, string>,
    turn: (length: string) => `A turn is ${length}.`,
    begin: "It begins",
    guards: "Must not get worse",
    guard: (name: string, margin: string) => `${name}: by ${margin} at most`,
    pilot: "A pilot: the finding will say that it is only a hint.",
    hash: "Fingerprint of the document",
    hashText:
      "It becomes public when you lock it. Whoever reads the document later can check by it that nobody changed it.",
    raw: "The document itself",
    lock: "Register and lock",
    locking: "Locking",
    afterLock: "It does not start by itself: you start it on its own page.",
  },
  copy: {
    title: "You have a draft already",
    text: (mine: string, from: string) => `“${mine}” is not registered yet. A copy of ${from} would take its place.`,
    keep: "Go on with my draft",
    replace: "Take the copy",
    untitled: "Without a title",
  },
};
