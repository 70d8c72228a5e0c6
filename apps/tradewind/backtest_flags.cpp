#include "backtest_flags.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include "command_line.hpp"
#include "formats/dated_rows.hpp"
#include "formats/halts_csv.hpp"
#include "formats/spec_toml.hpp"
#include "formats/universe_csv.hpp"
#include "strategies/catalogue.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// A flag as help shows it, and the key that it stands for.
struct Row {
  const char* name;
  const char* key;
  const char* form;
  const char* help;
};

constexpr Row kRows[] = {
    {"--strategy", "strategy", "NAME",
     "What decides ('tradewind strategies' lists them); several with a part of the account each: "
     "sma_cross:0.6,rsi_reversion:0.4"},
    {"--symbols", "symbols", "A,B", "Symbols from the store"},
    {"--data", "data", "FILE", "CSV file of bars instead of the store; once for each symbol"},
    {"--universe", "universe", "FILE",
     "CSV of who may be entered when: symbol,from,to; alone it names the symbols too"},
    {"--leavers", "leavers", "close|hold",
     "What becomes of a position whose symbol leaves the universe (default: close)"},
    {"--actions", "actions", "FILE",
     "CSV file of splits, dividends, renamings, delistings to apply to raw prices"},
    {"--basis", "basis", "BASIS", "What is out of the prices already: raw, split or total"},
    {"--symbol", "symbols", "NAME", "Symbol of a --data file (default: the file's name)"},
    {"--from", "from", "DATE", "First bar: a date or a time in UTC, inclusive"},
    {"--to", "to", "DATE", "Last bar: a date or a time in UTC, inclusive"},
    {"--timeframe", "timeframe", "1d", "Length of the bars (default: the data's own)"},
    {"--timeframes", "timeframes", "1d,1w",
     "The bars' and the higher one that the strategy looks at beside them"},
    {"--zone", "zone", "ZONE", "Time zone of a file's times without an offset"},
    {"--date-order", "date_order", "mdy|dmy", "How a file's 03/04/2013 is read"},
    {"--calendar", "calendar", "NAME", "auto, nyse, 24x7, fx or cme"},
    {"--source", "source", "NAME", "Who made the data"},
    {"--preset", "preset", "NAME", "realistic (default), backtesting.py, backtrader or plain"},
    {"--cash", "cash", "AMOUNT", "What the account begins with (default: 10000)"},
    {"--size", "size", "SIZE",
     "Of an entry: all (default), units:N, fraction:F, risk:R, vol:V, kelly:K, inverse_vol, "
     "equal_risk or hrp"},
    {"--commission", "costs.commission", "MODEL",
     "ibkr_fixed, ibkr_tiered, percent:0.002, fixed:5+percent:0.0005, per_share:0.005 or none"},
    {"--spread", "costs.spread", "MODEL",
     "half:0.0001 worsens both sides, percent:0.0005 entries alone; none"},
    {"--slippage", "costs.slippage", "MODEL",
     "ticks:1, bps:2, volume_share:0.1 or sqrt:0.5 worsen what takes from the market; none"},
    {"--regulatory-fees", "costs.regulatory_fees", "us|none", "SEC and FINRA fees on sales"},
    {"--borrow", "costs.borrow", "RATE", "A year for shorts: 0.003, or 0.003,GME:0.85"},
    {"--interest", "costs.interest", "RATES", "A year: debit:0.06+credit:0.03; none"},
    {"--account", "account.type", "TYPE", "cash, margin, or cash_due, which pays by settlement"},
    {"--rules", "account.rules", "RULES",
     "US account rules: us, none, settlement+reg_t+day_trader"},
    {"--locate", "account.locate", "LIST", "What can be borrowed of some: GME:0,AMC:500; any"},
    {"--latency", "fills.latency", "MODEL",
     "fixed:250ms, uniform:50ms-300ms or lognormal:100ms,0.5 to the venue; none"},
    {"--seed", "fills.seed", "N", "Of what is drawn: the latency (default: 1)"},
    {"--halts", "fills.halts", "FILE", "CSV of trading halts: symbol,from,to,reason"},
    {"--margin", "account.margin", "FRACTION", "What must be covered: 0.5 is a leverage of 2"},
    {"--fill-timing", "fills.timing", "WHEN", "next_open, this_close, next_close or intrabar"},
    {"--participation", "fills.participation", "FRACTION",
     "Of a bar's volume that an order may take; 0 is no cap"},
    {"--dividend-orders", "fills.dividend_orders", "lower|keep",
     "Whether a dividend lowers resting buy limits and sell stops"},
    {"--split-fractions", "fills.split_fractions", "cash|keep",
     "Whether what a split leaves of a unit is paid out at the next open"},
    {"--benchmark", "benchmark", "SYMBOL|FILE", "Compare with it (default: holding the symbols)"},
};

/// Joins errors so that each is a line as `main` prints them.
std::string lines_of(const std::vector<std::string>& errors) {
  std::string text;
  for (const std::string& error : errors) text += (text.empty() ? "" : "\ntradewind: ") + error;
  return text;
}

[[noreturn]] void misread(const std::string& file, const char* reason) {
  const bool is_strategy = strategies::find(file).has_value();
  throw Failure{ExitCode::BadData,
                "cannot read the spec '" + file + "': " + reason +
                    (is_strategy ? "; did you mean --strategy " + file + "?"
                                 : "; name a TOML file such as examples/backtest.toml")};
}

std::string spec_text(const std::string& name) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(name.c_str(), "rb"),
                                                             &std::fclose};
  if (!file) misread(name, std::strerror(errno));
  // One byte more than a spec may have, so that the parser sees when there is too much.
  std::string text(formats::kSpecBytesMax + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) misread(name, std::strerror(errno));
  return text;
}

/// Reads a table that the spec names; `what` is "halts", `form` its header.
std::string table_text(const std::string& name, const std::string& what, const char* form) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(name.c_str(), "rb"),
                                                             &std::fclose};
  // One byte more than a table may have, so that the parser sees when there is too much.
  std::string text(formats::kDatedRowsBytesMax + 1, '\0');
  const std::size_t size = file ? std::fread(text.data(), 1, text.size(), file.get()) : 0;
  if (!file || std::ferror(file.get()) != 0) {
    throw Failure{ExitCode::BadData, "cannot read the " + what + " '" + name + "': " +
                                         std::strerror(errno) + "; name a CSV file of " + form};
  }
  text.resize(size);
  return text;
}

std::vector<backtest::HaltWindow> halts_of(const std::string& name) {
  auto halts = formats::parse_halts(table_text(name, "halts", "symbol,from,to,reason"), name);
  if (!halts) throw Failure{ExitCode::BadData, lines_of(halts.error())};
  return std::move(*halts);
}

/// Reads who is a member when. What names no symbols is about those of the universe.
void read_universe(formats::BacktestRequest& request) {
  auto& spec = request.spec;
  const std::string& name = request.universe;
  auto universe = formats::parse_universe(table_text(name, "universe", "symbol,from,to"), name);
  if (!universe) throw Failure{ExitCode::BadData, lines_of(universe.error())};
  spec.universe = std::move(*universe);
  if (!spec.symbols.empty() || !request.data.empty()) return;
  spec.symbols = formats::members_between(spec.universe, spec.from, spec.to);
  if (!spec.symbols.empty()) return;
  throw Failure{ExitCode::BadData,
                name + ": nobody is a member" + (spec.from.empty() ? "" : " from " + spec.from) +
                    (spec.to.empty() ? "" : " to " + spec.to) + "; give another range"};
}

std::vector<formats::Option> options_of_file(const std::string& name) {
  auto options = formats::parse_spec(spec_text(name), name);
  if (!options) throw Failure{ExitCode::BadData, lines_of(options.error())};
  return std::move(*options);
}

formats::Option parameter_of(const std::string& setting) {
  const std::size_t equals = setting.find('=');
  if (equals == 0 || equals == std::string::npos) {
    throw Failure{ExitCode::BadUsage, "--set is '" + setting +
                                          "', which is no parameter with a value; write, say, "
                                          "--set fast=10"};
  }
  return {.key = "parameters." + setting.substr(0, equals),
          .value = setting.substr(equals + 1),
          .where = "--set"};
}

std::vector<formats::Option> options_of_flags(const BacktestFlags& flags) {
  std::vector<formats::Option> options;
  for (const BacktestFlags::Flag& flag : flags.flags) {
    for (const std::string& value : flag.values) options.push_back({flag.key, value, flag.name});
  }
  for (const std::string& setting : flags.settings) options.push_back(parameter_of(setting));
  if (flags.adjusted) options.push_back({"adjusted", "true", "--adjusted"});
  return options;
}

/// Refuses `--data --quiet`: the parser takes whatever follows for the value.
void check_value(const std::string& name, const std::string& value) {
  if (!value.starts_with("--")) return;
  throw Failure{ExitCode::BadUsage,
                name + " has no value, '" + value + "' follows it; give it one"};
}

void check_values(const BacktestFlags& flags) {
  for (const BacktestFlags::Flag& flag : flags.flags) {
    for (const std::string& value : flag.values) check_value(flag.name, value);
  }
  for (const std::string& setting : flags.settings) check_value("--set", setting);
  check_value("--home", flags.home);
  check_value("--report", flags.report);
}

/// Refuses an output that is one of the inputs: `--json spec.toml` would otherwise write over it.
void check_target(const char* flag, const std::string& target, const BacktestFlags& flags,
                  const formats::BacktestRequest& request) {
  if (target.empty()) return;
  const std::vector<std::string> inputs = inputs_of(flags, request);
  const bool is_input = std::ranges::find(inputs, target) != inputs.end();
  if (!is_input && !target.ends_with(".toml")) return;
  throw Failure{ExitCode::BadUsage, std::string{flag} + " would write over '" + target +
                                        "'; give it a file of its own, or put the spec before it"};
}

}  // namespace

void add_backtest_flags(Verb verb, BacktestFlags& flags) {
  verb.option("spec", flags.spec_file, "A backtest as a TOML file; flags override it")
      .type_name("[SPEC.toml]");
  flags.flags.clear();
  for (const Row& row : kRows) flags.flags.push_back({row.name, row.key, {}});
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    verb.option(kRows[i].name, flags.flags[i].values, kRows[i].help)
        .takes_one_each_time()
        .type_name(kRows[i].form);
  }
  verb.option("--set", flags.settings, "A parameter of the strategy; once for each")
      .takes_one_each_time()
      .type_name("NAME=VALUE");
  verb.flag("--adjusted", flags.adjusted, "Use prices on the scale of the adjusted close");
  verb.option("--home", flags.home, "Where the store and the runs are kept").type_name("DIR");
  verb.option("--json", flags.json, "Write the report as JSON there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
  verb.option("--report", flags.report, "Write the report as HTML there").type_name("FILE.html");
  verb.flag("--quiet", flags.quiet, "No progress and no table");
}

const std::string* value_of(const BacktestFlags& flags, std::string_view name) {
  const auto found = std::ranges::find(flags.flags, name, &BacktestFlags::Flag::name);
  return found == flags.flags.end() || found->values.empty() ? nullptr : &found->values.back();
}

std::uint64_t seed_of(const BacktestFlags& flags) {
  const std::string* given = value_of(flags, "--seed");
  if (given == nullptr) return 1;
  std::uint64_t seed = 0;
  const char* const end = given->data() + given->size();
  const auto [read, error] = std::from_chars(given->data(), end, seed);
  if (error == std::errc{} && read == end) return seed;
  throw Failure{ExitCode::BadUsage, "--seed is '" + *given + "'; write a whole number such as 1"};
}

std::vector<std::string> inputs_of(const BacktestFlags& flags,
                                   const formats::BacktestRequest& request) {
  std::vector<std::string> inputs = request.data;
  inputs.insert(inputs.end(), request.actions.begin(), request.actions.end());
  for (const std::string& file :
       {flags.spec_file, request.universe, request.halts, request.benchmark}) {
    if (!file.empty()) inputs.push_back(file);
  }
  return inputs;
}

BacktestFlags with_any_strategy(BacktestFlags flags) {
  const auto strategy =
      std::ranges::find(flags.flags, std::string_view{"--strategy"}, &BacktestFlags::Flag::name);
  if (flags.spec_file.empty() && strategy->values.empty()) strategy->values = {"buy_and_hold"};
  return flags;
}

formats::BacktestRequest request_of(const std::vector<formats::Option>& options) {
  auto request = formats::resolve(options);
  if (!request) throw Failure{ExitCode::BadUsage, lines_of(request.error())};
  if (!request->halts.empty()) request->spec.halts = halts_of(request->halts);
  if (!request->universe.empty()) read_universe(*request);
  return std::move(*request);
}

formats::BacktestRequest request_of(const BacktestFlags& flags) {
  check_values(flags);
  std::vector<formats::Option> file;
  if (!flags.spec_file.empty()) file = options_of_file(flags.spec_file);
  formats::BacktestRequest request =
      request_of(formats::overlay(std::move(file), options_of_flags(flags)));
  check_target("--json", flags.json, flags, request);
  check_target("--report", flags.report, flags, request);
  if (!flags.json.empty() && flags.json == flags.report) {
    throw Failure{ExitCode::BadUsage, "--json and --report both name '" + flags.json +
                                          "'; give each a file of its own"};
  }
  return request;
}

}  // namespace tw::app
