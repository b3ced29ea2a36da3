// Reads { name: query } from standard input; writes { name: { problems: [], columns: { name: type } } }.
// The tables are those that Application Insights fills in a workspace, with the columns that a query here may use.
const folder = require('node:path').join(process.cwd(), 'node_modules', '@kusto', 'language-service-next');
require(`${folder}/bridge.js`);
require(`${folder}/Kusto.Language.Bridge.js`);
const { GlobalState, KustoCode, Symbols } = Kusto.Language;

const shared = 'TimeGenerated: datetime, _ResourceId: string, OperationId: string, AppRoleName: string, Properties: dynamic';
const tables = {
  AppTraces: `(${shared}, Message: string, SeverityLevel: int)`,
  AppRequests: `(${shared}, Name: string, Success: bool, ResultCode: string, DurationMs: real)`,
  AppExceptions: `(${shared}, ExceptionType: string, OuterMessage: string, InnermostMessage: string, SeverityLevel: int)`,
};

const members = new (System.Collections.Generic.List$1(Symbols.Symbol).ctor)();
for (const [name, schema] of Object.entries(tables)) {
  members.add(new Symbols.TableSymbol.$ctor7(name, schema, null));
}

const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor3('workspace', null, members, false));
const list = (items) => Array.from({ length: System.Array.getCount(items) }, (_, i) => System.Array.getItem(items, i));

const answer = {};
for (const [name, text] of Object.entries(JSON.parse(require('node:fs').readFileSync(0, 'utf8')))) {
  const code = KustoCode.ParseAndAnalyze(text, globals);
  answer[name] = {
    problems: list(code.GetDiagnostics()).map((found) => `${found.Severity} ${found.Code} at ${found.Start}: ${found.Message}`),
    columns: Object.fromEntries(list(code.ResultType?.Columns ?? []).map((column) => [column.Name, column.Type.Name])),
  };
}

process.stdout.write(JSON.stringify(answer));
