#include "data.hpp"

#include <memory>

#include "command_line.hpp"
#include "data_export.hpp"
#include "data_fetch.hpp"
#include "output.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kImportFooter =
    "Reads the usual column names, date forms and delimiters (docs/data.md). A row that cannot be "
    "a\n"
    "bar is set aside with its line and reason in HOME/quarantine, never dropped in silence. Bars\n"
    "imported again are recognised; where values differ, the newest import holds and is counted.\n"
    "\n"
    "Examples:\n"
    "  tradewind data import AAPL.csv\n"
    "  tradewind data import prices/*.csv --source vendor\n"
    "  tradewind data import --actions splits.csv\n"
    "  tradewind data import spy_1min.csv --symbol SPY --zone America/New_York --json\n"
    "\n"
    "Exit codes: 0 done, 1 the home cannot be written, 2 bad usage, 3 a file cannot be used (the\n"
    "others are imported).\n";

constexpr const char* kListFooter =
    "Examples:\n"
    "  tradewind data list\n"
    "  tradewind data list --json bars.json\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage.\n";

constexpr const char* kShowFooter =
    "Examples:\n"
    "  tradewind data show AAPL --head 10\n"
    "  tradewind data show AAPL --from 2014-01-01 --to 2014-12-31 --csv -\n"
    "  tradewind data show SPY --timeframe 1m --json spy.json\n"
    "  tradewind data show AAPL --adjust total --csv adjusted.csv\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage, 3 no such bars.\n";

constexpr const char* kActionsFooter =
    "Examples:\n"
    "  tradewind data actions AAPL\n"
    "  tradewind data actions META --json\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage, 3 none are known.\n";

constexpr const char* kCheckFooter =
    "Looks for missing sessions, bars off the calendar, prices that cannot be, runs without "
    "change,\n"
    "jumps and splits that were not adjusted. Sources of one symbol are compared on one basis; "
    "bars\n"
    "that no majority agrees with go into quarantine, both values kept, and no run uses them.\n"
    "\n"
    "Examples:\n"
    "  tradewind data check AAPL\n"
    "  tradewind data check --all\n"
    "  tradewind data check AAPL --tolerance 0.01\n"
    "  tradewind data check --data prices.csv --calendar nyse --json -\n"
    "\n"
    "Exit codes: 0 nothing that cannot be true, 2 bad usage, 3 errors, bars in quarantine, or no "
    "such\n"
    "bars.\n";

constexpr const char* kQuarantineFooter =
    "Lists bars that two sources tell differently, and rows that cannot be bars. --accept uses a\n"
    "source's bars and keeps the others out; --reject the other way round. A ruling holds as long "
    "as\n"
    "the values do.\n"
    "\n"
    "Examples:\n"
    "  tradewind data quarantine AAPL\n"
    "  tradewind data quarantine AAPL --accept yahoo\n"
    "  tradewind data quarantine AAPL --reject stooq --at 2024-06-04 --json\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage, 3 no such bar in quarantine.\n";

void add_import(Verb data) {
  const Verb verb = data.verb("import", "Keep the bars of CSV files in the store");
  verb.footer(kImportFooter);
  const auto request = std::make_shared<DataImport>();
  verb.option("FILE", request->files, "CSV files of bars").type_name("");
  verb.option("--actions", request->actions, "CSV file of corporate actions to keep; once for each")
      .takes_one_each_time()
      .type_name("FILE");
  add_csv_options(verb, request->options);
  verb.option("--basis", request->basis,
              "What has been taken out of the prices: raw (nothing), split, or total")
      .type_name("raw|split|total");
  add_home_option(verb, request->home);
  add_json_option(verb, request->json);
  verb.runs([request] { run_data_import(*request); });
}

void add_list(Verb data) {
  const Verb verb = data.verb("list", "List what the store has");
  verb.footer(kListFooter);
  const auto request = std::make_shared<DataList>();
  add_home_option(verb, request->home);
  add_json_option(verb, request->json);
  verb.runs([request] { run_data_list(*request); });
}

void add_show(Verb data) {
  const Verb verb = data.verb("show", "Show bars of the store, or write them as CSV");
  verb.footer(kShowFooter);
  const auto request = std::make_shared<DataShow>();
  verb.option("SYMBOL", request->symbol, "Its symbol").required().type_name("");
  verb.option("--timeframe", request->options.timeframe,
              "Length of the bars (default: daily where there are some)");
  verb.option("--source", request->options.source, "Who they are from");
  verb.option("--from", request->options.from, "First bar: a date or a time in UTC, inclusive");
  verb.option("--to", request->options.to, "Last bar: a date or a time in UTC, inclusive");
  verb.option("--head", request->head, "Only the first N of them").type_name("N");
  verb.option("--adjust", request->adjust,
              "Show raw prices adjusted: for splits, or in total, dividends too")
      .type_name("split|total");
  verb.option("--actions", request->actions,
              "Corporate actions or factors to adjust by (default: the home's)")
      .type_name("FILE");
  verb.option("--csv", request->csv, "Write CSV there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
  add_home_option(verb, request->home);
  add_json_option(verb, request->json);
  verb.runs([request] { run_data_show(*request); });
}

void add_actions(Verb data) {
  const Verb verb = data.verb("actions", "List splits, dividends, renamings, delistings");
  verb.footer(kActionsFooter);
  const auto request = std::make_shared<DataActions>();
  verb.option("SYMBOL", request->symbol, "Its symbol").required().type_name("");
  add_home_option(verb, request->home);
  add_json_option(verb, request->json);
  verb.runs([request] { run_data_actions(*request); });
}

void add_check(Verb data) {
  const Verb verb = data.verb("check", "Look for what is wrong with bars");
  verb.footer(kCheckFooter);
  const auto request = std::make_shared<DataCheck>();
  verb.option("SYMBOL", request->symbol, "Symbol of the store to check").type_name("");
  verb.flag("--all", request->all, "Check each symbol of the store, one line each");
  verb.option("--tolerance", request->tolerance,
              "Part of the price by which sources may differ (default: 0.005)")
      .in_range(0.0, 1.0);
  verb.option("--data", request->options.file, "CSV file to check instead").type_name("FILE");
  add_csv_options(verb, request->options);
  add_home_option(verb, request->home);
  add_json_option(verb, request->json);
  verb.runs([request] { run_data_check(*request); });
}

void add_quarantine(Verb data) {
  const Verb verb = data.verb("quarantine", "Show and rule on bars that nothing uses");
  verb.footer(kQuarantineFooter);
  const auto request = std::make_shared<DataQuarantine>();
  verb.option("SYMBOL", request->symbol, "Its symbol").required().type_name("");
  verb.option("--timeframe", request->timeframe, "Length of the bars (default: 1d)");
  verb.option("--accept", request->accept, "The source that is right").type_name("SOURCE");
  verb.option("--reject", request->reject, "The source that is wrong").type_name("SOURCE");
  verb.option("--at", request->at, "Rule on this bar alone; once for each")
      .takes_one_each_time()
      .type_name("LABEL");
  add_home_option(verb, request->home);
  add_json_option(verb, request->json);
  verb.runs([request] { run_data_quarantine(*request); });
}

}  // namespace

void add_data(Verb root) {
  const Verb data = root.verb("data", "Bring market data in, list, show, check and export it");
  data.needs_verb();
  data.footer(
      "Examples:\n"
      "  tradewind data fetch --symbols AAPL,MSFT --from 2015-01-01\n"
      "  tradewind data import AAPL.csv\n"
      "  tradewind data list\n"
      "  tradewind data show AAPL --head 5\n"
      "  tradewind data check AAPL\n");
  add_fetch(data);
  add_import(data);
  add_list(data);
  add_show(data);
  add_export(data);
  add_actions(data);
  add_check(data);
  add_quarantine(data);
}

}  // namespace tw::app
