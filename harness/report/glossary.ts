/**
 * Every word that the output of a run uses in a sense of its own, a sentence or two each. `explain` tells them one by one, and
 * `docs/command-line.md` lists them. The texts of a terminal take their labels from here, so that none is without its meaning.
 */
export const GLOSSARY = {
  // What is said of a failure.
  saw: 'What the target answered at the call that is marked.',
  permitted: 'Every answer that the oracle allows at that call; any one of them conforms.',
  passes:
    'What the target answers as permitted: one call or one megabyte away, another slot, or amounts where a bisection ended.',
  hint: 'A relation between what was set and what was answered that holds here and in as many programs as it names.',
  source: 'The page, header or protocol that the clause is taken from.',
  position: 'How the clause takes its source where that leaves room, and why.',
  program: 'A list of calls from a fresh instance on. A failure shows the smallest one that was found to fail.',
  signature:
    'A hash of clause, call, state, expected and actual class of answer: the name of one way of failing, from run to run.',
  saved: 'The file in the corpus that keeps the failing program; it is run first next time.',
  reason:
    'Why a program fails only after others have run in the same process, or only before they have, as far as that can be told.',
  also: 'The same failure with other amounts: the same calls answered alike, under another clause.',
  behind:
    'Clauses that could not be verified because this failure stands in their way. Mend it first; they may pass or fail then.',
  standing:
    'What the policy makes of a failure: it counts, the baseline knows it (waived), or its clause is not scored (informational).',
  state: 'The state of the channel, or the handle in its place, in which a sweep tries its pairs.',
  MmioMegabytes:
    'The first amount of the function under test, in megabytes: guest MMIO space that the device cannot do without.',
  Optional:
    'MmioMegabytesOptional, the second amount, in megabytes: what the device would like to have beside the first.',
  null: 'A NULL handle in the place of a channel.',
  forged: 'A handle that never was a channel.',
  channel:
    'ch0 to ch15 are the channels of a program. After cleanup a slot holds a stale handle until it is allocated again.',

  matters: 'What goes wrong for others where the clause is broken.',
  fault: 'What the planted fault does that breaks the clause in this example.',
  try: 'The command that runs the example.',

  // What is known of how small a program is.
  'globally shortest':
    "every shorter program of calls that KMCL allows, over the abstract alphabet and the program's own calls, was tried, on any number of channels; on any slots too, where the program fails only on its own. It is not said of a target that was seen to keep something from one program to the next",
  'shortest over its own calls': 'every shorter program that is made of the calls it uses was tried',
  '1-minimal':
    'no single step makes it any simpler; no more is said where programs leave something to each other in their process',
  'out of budget': 'the calls for shrinking were spent before that was sure',
  'seen once': 'It was not seen again when the same program was run again, so it was not made small.',
  'after other programs':
    'It fails only after other programs in the same process; the shortest such sequence is saved in one file.',

  // What becomes of a clause, or of a run.
  clause: 'The smallest promise that can be broken by itself. `list clauses` has all; `explain CLAUSE` tells one.',
  MUST: 'The page says so: breaking it is a failure.',
  SHOULD:
    "It follows from KMCL's other pages, its header or its callers: breaking it is a deviation, which --level must lets pass.",
  pass: 'Honoured, at least once where it was decisive.',
  fail: 'A MUST was broken.',
  deviation: 'A SHOULD was broken, or an open question was answered in two ways.',
  choice: 'Nothing decides. What the target chose is recorded, and has to be the same each time.',
  'not-applicable': 'Needs a capability that the target does not claim, so it was not tried.',
  'not-verified': 'Should have been tried decisively and was not, or another fault stood in the way.',
  waived: 'The baseline knows it. It is still broken; only the gate passes.',
  informational: 'The requirement set does not count the clause.',
  'not scored': 'The requirement set was frozen before the clause came, and does not count it.',
  crash: 'The target ended, or threw, instead of answering.',
  timeout: 'The target did not answer within --deadline-ms.',
  'adapter-fault':
    'What came back is no answer at all: too few, of the wrong shape, or out of range. The target cannot be used like that.',
  decisive:
    'A call is decisive for a clause where a neighbouring input would have had another answer, so that a pass tells something.',
  unrepeated:
    'Seen once, and not again when the same program was run again. From the third of the same words on, a remote target does so by itself.',
  edges:
    'Of a library that notes its edges: the branches of its code, and how many of them programs reached that came to an end. No verdict follows from it.',
  recorded:
    'Of answers to vector files: what the target itself ran. Nothing was run for the verdict, so that a failure was run again only where a later file asked for it.',
  'look up': 'The command that shows the source of some edges that were not reached.',
  'not tried': 'Capabilities that the target claims and that no judged call of this run has shown.',
  'ended early':
    'Why the run, or a strategy of it, ended before its last program. A strategy ends so where many of its calls were in programs that failed, since more of them would tell no more.',

  'left out':
    'Why a strategy of the tier was not tried in this run: the target is too slow for it here, the budget ends, or no vector file can hold it. What it guarantees is not said of this run.',

  // What is said of a run.
  verdict: 'What is known of the target: conforms, does not conform, inconclusive or target unusable, with its scope.',
  gate: 'The verdict under what was asked for (--require, --requirements, --baseline, --level): it gives the exit code.',
  conforms: 'Every clause that applies was verified, and none was broken. The scope says how far that reaches.',
  'does not conform':
    'A clause was broken, or the target ended instead of answering; whether anybody knows of it or not.',
  inconclusive: 'Nothing was seen broken, and something that was asked for could not be verified.',
  'target unusable':
    'The target could not be reached, or broke the contract; nothing is known of the implementation behind it.',
  points: 'Where a target is observed: status codes, the pair held (reservation), the offer, the space of the guest.',
  capability:
    'What a target claims to be able to do. What it does not claim is never asked of it. `list capabilities` has all.',
  baseline: 'The file of failures that are known, by clause and signature, so that only a new one closes the gate.',
  strength: 'How many of the planted faults a run like this one would have shown, measured beforehand.',
  'planted fault':
    'The built-in reference with one step wrong on purpose. `list faults` has all; reference:fault=NAME is the target.',
  tier: 'How much is tried: smoke, ci or deep. `list tiers` says what each takes.',
  reading: 'How the page is taken where it and the header disagree: documented or state-model.',
  readings: 'Which of the two ways to take the page the target satisfies.',
  seed: 'What chance starts from. The same seed on the same target gives the same run.',
  shard: 'A part of a run, --shard i/n. Only merge gives a verdict.',
  clauses: 'How many clauses had each outcome, and how often the target ended instead of answering.',
  choices: 'How the target answers each question that nothing decides.',
  'channel-first': 'A bad channel with two zero amounts is told that the channel is bad.',
  'amounts-first': 'A bad channel with two zero amounts is told that the amounts are.',
  'either-code:null': 'Which refusal a NULL handle with two zero amounts gets: channel-first or amounts-first.',
  'either-code:forged': 'The same of a forged handle.',
  'either-code:stale': 'The same of a stale handle.',
  'either-code:state': 'The same of a channel in a state in which nothing may be set.',
  'after-disable': 'Whether Disable keeps or forgets what was set: kept or reset.',
  kept: 'Disable keeps what was set.',
  reset: 'Disable forgets what was set.',
  calls:
    'Calls made, and those of them whose answer was judged: none is after a failure, or where allocate or enable was refused.',

  // The strategies, which give the programs.
  corpus: 'Programs that failed before, kept in kmcl-corpus and run first.',
  boundary: "Every pair of a pool in every state of a channel's life.",
  wear: 'What goes wrong the n-th time: each call in each state, each life of a slot, over and over, on every slot.',
  space: 'Up to 16 channels that open and close, each range looked at again: the window of the guest as an allocator.',
  instances: 'Programs on several instances at once in one process, their calls in turn.',
  walks: 'Long walks through the states, without a fresh start.',
  lines:
    'Every value of each amount, of their sum and of their difference, each pair on a fresh channel of its own: nine lines through all pairs.',
  complete:
    'complete-k: a suite that no implementation survives whose states are all reached within k calls of those of the page, under the assumptions that it names.',
  'two-channels':
    'two-channels-k: complete-k of two channels together, which shows what a call on one does to the other.',
  'three-channels':
    'Three channels in every combination of their lives, each call made in each: what one does to another while a third is in some state.',
  exhaustive: 'Every program up to a depth on one channel.',
  random: 'Programs drawn by weight, from the seed.',
  soak: 'Fresh programs behind the tier, for as long as --for and --until-quiet ask: rounds of 40 walks and 1,000 random programs, each round with a seed of its own. They guarantee nothing; the odds are told over the whole run.',

  // What can be done next.
  replay: 'Runs the saved program again and shows it call by call.',
  rerun: 'Runs a report again, or with --failed only what failed in it.',
  faq: 'Where more is said of a message: a page of the package, and the section there.',
  report: 'Where the page of this run is. Beside it lie report.json, junit.xml and the rest.',
  explain: 'Tells what a clause, a signature, a status or a word of the output means.',
  doctor: 'Looks at a target from the outside in, and says for each thing what is wrong and what helps.',
} as const;

export type Term = keyof typeof GLOSSARY;
