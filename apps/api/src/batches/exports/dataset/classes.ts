export interface Classes {
  /** The number of a class, counted from 0 as they come. */
  of(brand: string): number;
  names(): string[];
}

export function createClasses(): Classes {
  const numbers = new Map<string, number>();
  return {
    of(brand) {
      const number = numbers.get(brand) ?? numbers.size;
      numbers.set(brand, number);
      return number;
    },
    names: () => (numbers.size === 0 ? ["logo"] : [...numbers.keys()]),
  };
}
