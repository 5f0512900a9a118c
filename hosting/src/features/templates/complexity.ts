const order = ["easy", "medium", "hard"];

/** Questions by how hard they are, from easy to hard; what is called otherwise comes last. Their own order stays. */
export function byComplexity<T extends { complexity: string }>(questions: T[]): [string, T[]][] {
  const others = questions.map((one) => one.complexity).filter((complexity) => !order.includes(complexity));
  return [...order, ...new Set(others)]
    .map((complexity): [string, T[]] => [complexity, questions.filter((one) => one.complexity === complexity)])
    .filter(([, list]) => list.length > 0);
}
