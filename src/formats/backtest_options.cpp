#include "formats/backtest_options.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "backtest/notation.hpp"
#include "backtest/sleeves.hpp"
#include "core/decimal.hpp"
#include "formats/backtest_keys.hpp"
#include "formats/sleeve_notation.hpp"
#include "market/label_range.hpp"
#include "market/timeframe.hpp"
#include "sim/margin_rules.hpp"
#include "strategies/catalogue.hpp"

namespace tw::formats {
namespace {

using backtest::BacktestSpec;

std::string begin_of(const Option& option) {
  return option.where.starts_with("--") ? option.where : option.where + ": " + option.key;
}

/// Returns "spec.toml:4: cash is '-5', which is ...".
std::string sentence(const Option& option, const std::string& complaint) {
  return begin_of(option) + " is '" + shown(option.value) + "', which " + complaint;
}

/// Every strategy has a size, so it may stand among its parameters; there is one key for it.
std::vector<Option> with_one_size(std::vector<Option> options) {
  for (Option& option : options) {
    if (option.key != "parameters.size") continue;
    option.key = "size";
    if (option.where == "--set") option.where += " size";
  }
  return options;
}

/// Where the options came from and what was wrong with them.
class Resolution {
 public:
  explicit Resolution(std::vector<Option> options) : options_{std::move(options)} {}

  std::expected<BacktestRequest, std::vector<std::string>> run() {
    set_preset();
    take_timeframes();
    set_all();
    set_parameters();
    settle_fees();
    name_symbols();
    check_sleeves();
    check_range();
    check_account();
    check_latency();
    check_leavers();
    if (!errors_.empty()) return std::unexpected{std::move(errors_)};
    return std::move(request_);
  }

 private:
  const Option* find(std::string_view key) const {
    for (const Option& option : options_) {
      if (option.key == key) return &option;
    }
    return nullptr;
  }

  void complain(const Option& option, const std::string& complaint) {
    errors_.push_back(sentence(option, complaint));
  }

  /// First of all, since everything else overrides it.
  void set_preset() {
    const Option* option = find("preset");
    if (option == nullptr) {
      request_.spec = backtest::spec_of(backtest::Preset::Realistic);
      return;
    }
    // What is wrong with it is said when its turn comes.
    request_.spec = backtest::spec_of(
        backtest::parse_preset(option->value).value_or(backtest::Preset::Realistic));
  }

  /// "1d,1w" is the bars' own timeframe and the higher one that the strategy looks at.
  void take_timeframes() {
    const Option* const first = find("timeframes");
    if (first == nullptr) return;
    const Option named = *first;
    std::vector<std::string> texts;
    for (const Option& option : options_) {
      if (option.key != "timeframes") continue;
      for (const std::string_view text : split_list(option.value)) texts.emplace_back(text);
    }
    std::erase_if(options_, [](const Option& option) { return option.key == "timeframes"; });
    if (const auto complaint = complaint_of(texts)) {
      complain(named, *complaint);
      return;
    }
    options_.push_back({.key = "timeframe", .value = texts[0], .where = named.where});
    options_.push_back({.key = "parameters.higher",
                        .value = to_string(*parse_timeframe(texts[1])),
                        .where = named.where});
  }

  std::optional<std::string> complaint_of(const std::vector<std::string>& timeframes) const {
    if (timeframes.size() != 2)
      return "is not two timeframes; write the bars' and the higher one: 1d,1w";
    const auto bars = parse_timeframe(timeframes[0]);
    const auto higher = parse_timeframe(timeframes[1]);
    if (!bars || !higher) return "is not two timeframes; write, say, 5m,1h or 1d,1w";
    // Seconds, minutes, days, weeks, months: the units stand by length, and so do their counts.
    const bool is_longer = bars->is_intraday() && higher->is_intraday()
                               ? bars->span() < higher->span()
                               : *bars < *higher;
    if (!is_longer) return "has no higher one second; write the shorter first: 1d,1w";
    for (const std::string_view single : {"timeframe", "parameters.higher"}) {
      if (find(single) != nullptr) {
        return "says what " + begin_of(*find(single)) + " says too; give one of them";
      }
    }
    const strategies::Entry* const entry = named_entry();
    const auto is_higher = [](const strategy::Parameter& one) { return one.name == "higher"; };
    if (entry == nullptr || std::ranges::any_of(entry->parameters, is_higher)) return std::nullopt;
    return "is two timeframes, and strategy '" + std::string{entry->name} +
           "' looks at one; give --timeframe, or a strategy such as multi_timeframe_trend";
  }

  void set_all() {
    std::vector<std::string_view> seen;
    for (const Option& option : options_) {
      if (option.key.starts_with(kParameters)) continue;
      const Key* key = find_key(option.key);
      if (key == nullptr) {
        has_unknown_key_ = true;
        errors_.push_back(option.where + ": unknown key '" + shown(option.key) + "'" +
                          hint_for(option.key));
        continue;
      }
      const bool is_repeated = std::find(seen.begin(), seen.end(), key->name) != seen.end();
      if (is_repeated && !key->is_list) {
        complain(option, "is a second value for it; give it once");
        continue;
      }
      seen.push_back(key->name);
      const std::string value = key->name == "size" ? size_text(option.value) : option.value;
      if (const auto complaint = key->set(request_, value)) complain(option, *complaint);
    }
  }

  /// Returns "units:5" for the 5 of a strategy that trades units by default; else what was given.
  std::string size_text(const std::string& text) const {
    const bool is_number = parse<Quantity>(text).has_value();
    const strategies::Entry* entry = named_entry();
    return is_number && entry != nullptr && !entry->size.is_fraction() ? "units:" + text : text;
  }

  const strategies::Entry* named_entry() const {
    const Option* named = find("strategy");
    if (named == nullptr) return nullptr;
    return strategies::find(named->value).value_or(nullptr);
  }

  void set_parameters() {
    const Option* named = find("strategy");
    if (named == nullptr) {
      if (has_unknown_key_) return;
      errors_.emplace_back(
          "no strategy is named; give --strategy, such as --strategy sma_cross (see 'tradewind "
          "strategies')");
      return;
    }
    if (lists_sleeves(named->value)) {
      set_sleeves(*named);
    } else if (auto values = parameters_of(*named, named->value, kParameters)) {
      if (find("size") == nullptr) request_.spec.size = named_entry()->size;
      request_.spec.parameters = std::move(*values);
    }
  }

  /// Several strategies, each with its part of the account, its parameters and its symbols.
  void set_sleeves(const Option& named) {
    const auto sleeves = parse_sleeves(named.value);
    if (!sleeves) {
      complain(named, sleeves.error());
      return;
    }
    for (const SleeveText& sleeve : *sleeves) {
      const std::string prefix = std::string{kParameters} + sleeve.name + ".";
      auto values = parameters_of(named, sleeve.strategy, prefix);
      if (!values) continue;
      request_.spec.sleeves.push_back({.name = sleeve.name,
                                       .strategy = sleeve.strategy,
                                       .parameters = std::move(*values),
                                       .allocation = sleeve.allocation,
                                       .symbols = symbols_of(prefix)});
    }
    for (const Option& option : options_) {
      if (!option.key.starts_with(kParameters)) continue;
      const std::string name = option.key.substr(kParameters.size());
      const auto is_of = [&](const SleeveText& sleeve) {
        return name.starts_with(sleeve.name + ".");
      };
      if (std::any_of(sleeves->begin(), sleeves->end(), is_of)) continue;
      errors_.push_back(option.where + ": parameter '" + shown(name) +
                        "' names none of the strategies; write, say, " + sleeves->front().name +
                        "." + shown(name));
    }
  }

  /// Returns the values of the parameters whose keys begin with `prefix`, or complains.
  std::optional<std::vector<double>> parameters_of(const Option& named, std::string_view strategy,
                                                   std::string_view prefix) {
    const auto entry = strategies::find(shown(strategy));
    if (!entry) {
      errors_.push_back(named.where + ": " + entry.error());
      return std::nullopt;
    }
    std::vector<strategies::Setting> settings;
    for (const Option& option : options_) {
      if (!option.key.starts_with(prefix) || is_symbols(option, prefix)) continue;
      settings.emplace_back(shown(option.key.substr(prefix.size())), shown(option.value));
    }
    auto values = strategies::resolve(**entry, settings);
    if (values) return std::move(*values);
    for (const std::string& error : values.error()) {
      errors_.push_back(where_of(error, prefix) + error);
    }
    return std::nullopt;
  }

  static bool is_symbols(const Option& option, std::string_view prefix) {
    return prefix != kParameters && option.key == std::string{prefix} + "symbols";
  }

  std::vector<std::string> symbols_of(std::string_view prefix) const {
    std::vector<std::string> symbols;
    for (const Option& option : options_) {
      if (!is_symbols(option, prefix)) continue;
      for (const std::string_view symbol : split_list(option.value)) symbols.emplace_back(symbol);
    }
    return symbols;
  }

  /// After the symbols have their names: a strategy trades only what the run has, and needs enough
  /// of it.
  void check_sleeves() {
    const auto& symbols = request_.spec.symbols;
    if (!symbols.empty()) check_symbol_counts();
    for (const backtest::Sleeve& sleeve : request_.spec.sleeves) {
      for (const std::string& symbol : sleeve.symbols) {
        if (std::find(symbols.begin(), symbols.end(), symbol) != symbols.end()) continue;
        errors_.push_back("strategy '" + sleeve.name + "' is to trade '" + shown(symbol) +
                          "', which is not among the symbols of the run; name it with --symbols "
                          "or --data too");
      }
    }
  }

  void check_symbol_counts() {
    for (const backtest::Sleeve& sleeve : backtest::sleeves_of(request_.spec)) {
      const auto entry = strategies::find(sleeve.strategy);
      if (!entry) continue;
      const std::size_t count =
          sleeve.symbols.empty() ? request_.spec.symbols.size() : sleeve.symbols.size();
      if (count >= (*entry)->symbols_min) continue;
      errors_.push_back("strategy '" + sleeve.strategy + "' weighs at least " +
                        std::to_string((*entry)->symbols_min) + " symbols, and " +
                        std::to_string(count) + " is named; name more with --symbols or --data");
    }
  }

  /// Returns where the parameter stands that `error` names, with a colon.
  std::string where_of(const std::string& error, std::string_view prefix) const {
    for (const Option& option : options_) {
      if (!option.key.starts_with(prefix)) continue;
      const std::string name = shown(option.key.substr(prefix.size()));
      if (error.find("parameter '" + name + "'") != std::string::npos) return option.where + ": ";
    }
    return {};
  }

  /// One symbol a file: as named, else after the file.
  void name_symbols() {
    auto& symbols = request_.spec.symbols;
    const bool is_named = find("symbols") != nullptr;
    if (request_.data.empty()) {
      // A universe names its symbols.
      const bool names_none = !is_named && find("data") == nullptr && find("universe") == nullptr;
      if (symbols.empty() && names_none && !has_unknown_key_) {
        errors_.emplace_back(
            "nothing to test; name symbols with --symbols AAPL, or a CSV file "
            "with --data FILE.csv");
      }
      return;
    }
    if (!is_named) {
      for (const std::string& file : request_.data) add_stem(file);
    } else if (!symbols.empty() && symbols.size() != request_.data.size()) {
      errors_.push_back(
          (symbols.size() == 1 ? "1 symbol is" : std::to_string(symbols.size()) + " symbols are") +
          " named for " + counted_files() + "; name one for each, or none to use the files' names");
    }
  }

  std::string counted_files() const {
    const std::size_t files = request_.data.size();
    return files == 1 ? "1 data file" : std::to_string(files) + " data files";
  }

  void add_stem(std::string_view file) {
    std::string_view name = file.substr(file.find_last_of('/') + 1);
    const std::size_t dot = name.find_last_of('.');
    if (dot != std::string_view::npos && dot != 0) name = name.substr(0, dot);
    auto& symbols = request_.spec.symbols;
    if (std::find(symbols.begin(), symbols.end(), name) != symbols.end()) {
      errors_.push_back("two data files are named '" + shown(name) +
                        "'; tell them apart with --symbol, once for each");
      return;
    }
    symbols.emplace_back(name);
  }

  void check_range() {
    const auto from = parse_range_end(request_.spec.from);
    const auto to = parse_range_end(request_.spec.to);
    if (!from || !to) return;
    const Timestamp first = from->at.value_or(from->date.midnight());
    const Timestamp last = to->at.value_or((to->date + 1).midnight());
    // A clock of the data's and UTC may be most of a day apart; who knows the data looks again.
    const bool is_one_clock =
        request_.spec.from.ends_with('Z') == request_.spec.to.ends_with('Z') || !from->at ||
        !to->at;
    if (first <= last + (is_one_clock ? Duration{} : Duration::hours(14))) return;
    complain(*find("from"),
             "is after " + begin_of(*find("to")) + " '" + request_.spec.to + "'; swap them");
  }

  /// A commission of one's own says all that a fill costs; a broker's passes the fees on.
  void settle_fees() {
    const Option* commission = find("costs.commission");
    if (commission == nullptr || find("costs.regulatory_fees") != nullptr) return;
    if (commission->value.starts_with("ibkr_")) return;
    request_.spec.rules.regulatory_fees = sim::RegulatoryFees::None;
  }

  void check_latency() {
    const sim::SimRules& rules = request_.spec.rules;
    const bool is_late = rules.latency.kind != sim::LatencyModel::Kind::None;
    if (!is_late || rules.fill_timing != sim::FillTiming::ThisClose) return;
    complain(*find("fills.latency"),
             "is too late for fill timing 'this_close', which fills at the deciding moment; give "
             "next_open, or latency none");
  }

  void check_leavers() {
    const Option* leavers = find("leavers");
    if (leavers == nullptr || find("universe") != nullptr) return;
    complain(*leavers,
             "says what becomes of who leaves a universe, and there is none; give "
             "--universe FILE, or leave it out");
  }

  /// A margin account is Regulation T's and under the US rules, unless something else is said.
  void set_account_type() {
    const Option* type = find("account.type");
    if (type == nullptr) return;
    BacktestSpec& spec = request_.spec;
    const bool is_margin = type->value == "margin";
    const bool is_leveraged = spec.rules.margin < Ratio::whole(1);
    if (!is_margin && is_leveraged && find("account.margin") != nullptr) {
      complain(*type, "pays in full, and margin is " + to_string(spec.rules.margin) +
                          "; give --account margin, or leave the margin out");
      return;
    }
    spec.rules.can_short = is_margin;
    spec.limits.can_short = is_margin;
    if (!is_margin) return;
    if (find("account.margin") == nullptr) spec.rules.margin = sim::kInitialMargin;
    if (find("account.rules") == nullptr) {
      spec.rules.account = {.settlement = false, .reg_t = true, .day_trader = true};
    }
  }

  /// Refuses rules of margin accounts alone for a cash account: none of them would hold.
  void check_named_rules(bool is_margin) {
    const Option* named = find("account.rules");
    if (named == nullptr) return;
    const std::string_view value = named->value;
    const auto has = [&](std::string_view rule) { return value.find(rule) != value.npos; };
    if (is_margin || has("settlement") || !(has("reg_t") || has("day_trader"))) return;
    complain(*named,
             "holds a cash account to rules of margin accounts; give --account margin, or "
             "--rules settlement");
  }

  /// Keeps those rules that are of this type of account.
  void settle_account_rules() {
    sim::SimRules& rules = request_.spec.rules;
    const bool is_margin = rules.can_short;
    const Option* margin = find("account.margin");
    if (is_margin && rules.account.reg_t && rules.margin < sim::kInitialMargin) {
      complain(*margin,
               "is less than the half that Regulation T asks for; raise it to 0.5, or give "
               "--rules none");
    }
    check_named_rules(is_margin);
    rules.account.settlement = rules.account.settlement && !is_margin;
    rules.account.reg_t = rules.account.reg_t && is_margin;
    rules.account.day_trader = rules.account.day_trader && is_margin;
  }

  void check_account() {
    BacktestSpec& spec = request_.spec;
    set_account_type();
    if (spec.rules.margin < Ratio::whole(1)) {
      spec.rules.can_short = true;  // A margin account may; a cash account may not.
      spec.limits.can_short = true;
    }
    settle_account_rules();
    const auto power = divide_rounded(Wide{spec.cash.raw()} * Ratio::kScale,
                                      Wide{spec.rules.margin.raw()}, Rounding::Up);
    if (!power || Money::from_raw(*power) > Money::whole(kBuyingPowerMax)) {
      const Option* margin = find("account.margin");
      complain(*margin, "with cash of " + to_string(spec.cash) + " buys for more than " +
                            std::to_string(kBuyingPowerMax) + "; raise it or lower the cash");
    }
    check_size_rule();
    if (spec.rules.whole_units && !spec.size.is_fraction() && !spec.size.quantity().is_whole()) {
      complain(*find("size"), "is no whole number of units, and preset '" +
                                  backtest::notation(spec.preset) +
                                  "' trades whole ones; give a whole number");
    }
  }

  /// A rule finds the size of one entry: what weighs symbols together has none, and what splits the
  /// account between symbols knows nothing of parts that strategies were given.
  void check_size_rule() {
    const BacktestSpec& spec = request_.spec;
    if (spec.size_rule.is_none()) return;
    for (const backtest::Sleeve& sleeve : backtest::sleeves_of(spec)) {
      const auto entry = strategies::find(sleeve.strategy);
      if (!entry || !(*entry)->is_of_group()) continue;
      complain(*find("size"), "is found an entry at a time, and '" + sleeve.strategy +
                                  "' weighs its symbols together; give all or fraction:0.5");
    }
    if (spec.size_rule.splits_account() && !spec.sleeves.empty()) {
      complain(*find("size"),
               "splits the account of one strategy, and several are named; give all or vol:0.15");
    }
  }

  std::vector<Option> options_;
  BacktestRequest request_;
  std::vector<std::string> errors_;
  bool has_unknown_key_ = false;  ///< What seems to be missing may be what was misspelt.
};

bool names_data(const Option& option) { return option.key == "data" || option.key == "symbols"; }

}  // namespace

std::vector<Option> overlay(std::vector<Option> file, std::vector<Option> flags) {
  file = with_one_size(std::move(file));
  flags = with_one_size(std::move(flags));
  const bool replaces_data = std::any_of(flags.begin(), flags.end(), names_data);
  std::erase_if(file, [&](const Option& option) {
    if (names_data(option)) return replaces_data;
    return std::any_of(flags.begin(), flags.end(),
                       [&](const Option& flag) { return flag.key == option.key; });
  });
  file.insert(file.end(), std::make_move_iterator(flags.begin()),
              std::make_move_iterator(flags.end()));
  return file;
}

std::expected<BacktestRequest, std::vector<std::string>> resolve(
    const std::vector<Option>& options) {
  auto request = Resolution{with_one_size(options)}.run();
  if (request) request->options = options;
  return request;
}

}  // namespace tw::formats
