/* What we use of Papa Parse; its own types want the DOM and Node. */
declare module 'papaparse' {
  interface ParseError {
    code: string;
    row?: number;
  }
  const Papa: {
    parse(text: string, options: { delimiter: string }): { data: string[][]; errors: ParseError[] };
    unparse(rows: readonly (readonly string[])[], options: { quotes: true; newline: '\r\n' }): string;
  };
  export default Papa;
}
