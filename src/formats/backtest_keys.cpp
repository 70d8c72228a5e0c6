#include "formats/backtest_keys.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "backtest/cost_notation.hpp"
#include "backtest/notation.hpp"
#include "core/decimal.hpp"
#include "core/nearest.hpp"
#include "formats/zone.hpp"
#include "market/label_range.hpp"
#include "market/session_calendar.hpp"
#include "market/timeframe.hpp"

namespace tw::formats {
namespace {

constexpr std::int64_t kCashMax = 1'000'000'000;
constexpr std::int64_t kExposureMax = 1'000;
constexpr std::size_t kShownMax = 60;
constexpr std::array<std::string_view, 5> kCalendars{"auto", "nyse", "24x7", "fx", "cme"};

/// Parses an amount in [min, max] into `into`.
template <class Amount>
Complaint put_between(std::string_view text, Amount min, Amount max, Amount& into) {
  const auto amount = parse<Amount>(text);
  const std::string range = "give one from " + to_string(min) + " to " + to_string(max);
  if (!amount && amount.error() != DecimalError::OutOfRange) return "is no number; " + range;
  if (!amount || *amount < min || *amount > max) return "is out of range; " + range;
  into = *amount;
  return std::nullopt;
}

/// Parses a limit, where "none" and 0 mean that there is none.
template <class Amount>
Complaint put_limit(std::string_view text, Amount max, Amount& into) {
  if (text == "none") {
    into = {};
    return std::nullopt;
  }
  auto complaint = put_between(text, Amount{}, max, into);
  if (complaint) *complaint += ", where 0 is no limit";
  return complaint;
}

template <class T>
Complaint put(std::expected<T, std::string> value, T& into) {
  if (!value) return std::move(value.error());
  into = *value;
  return std::nullopt;
}

Complaint set_text(std::string_view text, std::string& into) {
  if (text.empty()) return "is empty; give it a value or leave it out";
  into = text;
  return std::nullopt;
}

Complaint set_strategy(BacktestRequest& request, std::string_view text) {
  return set_text(text, request.spec.strategy);
}

Complaint set_symbols(BacktestRequest& request, std::string_view text) {
  for (const std::string_view symbol : split_list(text)) {
    if (symbol.empty()) return "has an empty symbol; write symbols like AAPL,MSFT";
    auto& symbols = request.spec.symbols;
    if (std::find(symbols.begin(), symbols.end(), symbol) != symbols.end()) {
      return "names '" + shown(symbol) + "' twice; name it once";
    }
    symbols.emplace_back(symbol);
  }
  return std::nullopt;
}

Complaint set_data(BacktestRequest& request, std::string_view text) {
  if (text.empty()) return "is empty; give the name of a CSV file";
  if (std::find(request.data.begin(), request.data.end(), text) != request.data.end()) {
    return "is named twice; name each file once";
  }
  request.data.emplace_back(text);
  return std::nullopt;
}

Complaint set_actions(BacktestRequest& request, std::string_view text) {
  if (text.empty()) return "is empty; give the name of a CSV file of corporate actions";
  request.actions.emplace_back(text);
  request.spec.applies_actions = true;
  return std::nullopt;
}

Complaint set_basis(BacktestRequest& request, std::string_view text) {
  const auto basis = parse_basis(text);
  if (!basis) return "is no basis of prices; write raw, split, total or unknown";
  request.spec.basis = *basis;
  return std::nullopt;
}

Complaint set_leavers(BacktestRequest& request, std::string_view text) {
  if (text != "close" && text != "hold") return "is neither; write close or hold";
  request.spec.leavers = text == "close" ? backtest::LeaverRule::Close : backtest::LeaverRule::Hold;
  return std::nullopt;
}

Complaint set_dividend_orders(BacktestRequest& request, std::string_view text) {
  if (text != "lower" && text != "keep") return "is neither; write lower or keep";
  request.spec.rules.dividends_lower_orders = text == "lower";
  return std::nullopt;
}

Complaint set_split_fractions(BacktestRequest& request, std::string_view text) {
  if (text != "cash" && text != "keep") return "is neither; write cash or keep";
  request.spec.rules.pays_fractions = text == "cash";
  return std::nullopt;
}

/// Takes "+09:00" off the end of a time; nothing when there is none.
std::optional<Duration> take_offset(std::string_view& text) {
  constexpr std::size_t kLength = 6;
  constexpr std::size_t kShortestTime = 16;  // "2020-01-31T14:30"
  if (text.size() < kShortestTime + kLength) return std::nullopt;
  const std::string_view offset = text.substr(text.size() - kLength);
  const auto digit = [&](std::size_t i) { return offset[i] - '0'; };
  for (const std::size_t i : {1U, 2U, 4U, 5U}) {
    if (offset[i] < '0' || offset[i] > '9') return std::nullopt;
  }
  if ((offset[0] != '+' && offset[0] != '-') || offset[3] != ':') return std::nullopt;
  const int minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
  if (minutes > 14 * 60) return std::nullopt;
  text.remove_suffix(kLength);
  return Duration::minutes(offset[0] == '-' ? -minutes : minutes);
}

/// Keeps a date, a time by the clock of the bars' labels (no Z), or a time in UTC (with its Z).
Complaint set_range_end(std::string_view text, std::string& into) {
  std::string_view rest = text;
  const auto offset = take_offset(rest);
  const auto end = parse_range_end(rest);
  if (!end || (offset && !end->at)) {
    return "is no date and no ISO time (years 1678 to 2261); write 2020-01-31, 2020-01-31T14:30 by "
           "the data's own clock, or 2020-01-31T14:30Z";
  }
  if (!end->at) {
    into = to_string(end->date);
    return std::nullopt;
  }
  into = to_string(*end->at - offset.value_or(Duration{}));
  if (!offset && !text.ends_with('Z')) into.pop_back();
  return std::nullopt;
}

Complaint set_timeframe(BacktestRequest& request, std::string_view text) {
  const auto timeframe = parse_timeframe(text);
  if (!timeframe) return "is no timeframe; write, say, 1m, 5m, 1h, 1d, 1w or 1mo";
  request.spec.timeframe = to_string(*timeframe);
  request.csv.timeframe = timeframe;
  return std::nullopt;
}

Complaint set_calendar(BacktestRequest& request, std::string_view text) {
  const auto calendar = parse_calendar(text);
  if (!calendar && text != "auto") {
    if (const auto meant = nearest(text, kCalendars)) {
      return "is no calendar; did you mean '" + std::string{*meant} + "'?";
    }
    return "is no calendar; write auto, nyse, 24x7, fx or cme";
  }
  request.csv.calendar = calendar;
  return std::nullopt;
}

Complaint set_zone(BacktestRequest& request, std::string_view text) {
  const auto zone = Zone::find(text);
  if (!zone) {
    const std::size_t remedy = zone.error().rfind("; ");
    return "is no time zone" + zone.error().substr(remedy);
  }
  return set_text(text, request.csv.zone);
}

Complaint set_date_order(BacktestRequest& request, std::string_view text) {
  if (text != "mdy" && text != "dmy") return "is no order of dates; write mdy or dmy";
  request.csv.date_order = text == "mdy" ? DateOrder::MonthFirst : DateOrder::DayFirst;
  return std::nullopt;
}

Complaint set_adjusted(BacktestRequest& request, std::string_view text) {
  if (text != "true" && text != "false") return "is neither true nor false; write one of them";
  request.spec.adjusted = text == "true";
  return std::nullopt;
}

Complaint set_size(BacktestRequest& request, std::string_view text) {
  const auto parsed = backtest::parse_entry_size(text);
  if (!parsed) return parsed.error();
  request.spec.size = parsed->size;
  request.spec.size_rule = parsed->rule;
  return std::nullopt;
}

Complaint set_cash(BacktestRequest& request, std::string_view text) {
  const auto cash = parse<Money>(text);
  const std::string remedy =
      "give an amount above 0 and up to " + std::to_string(kCashMax) + ", such as 10000";
  if (!cash && cash.error() != DecimalError::OutOfRange) return "is no number; " + remedy;
  if (cash && cash->raw() <= 0) return "is not positive; " + remedy;
  if (!cash || *cash > Money::whole(kCashMax)) return "is out of range; " + remedy;
  request.spec.cash = *cash;
  return std::nullopt;
}

Complaint set_margin(BacktestRequest& request, std::string_view text) {
  const auto margin = parse<Ratio>(text);
  constexpr const char* kRemedy =
      "give the fraction of a position's value that must be covered, above 0 and up to 1, such as "
      "0.5 for a leverage of 2";
  if (!margin && margin.error() != DecimalError::OutOfRange) {
    return std::string{"is no number; "} + kRemedy;
  }
  if (!margin || margin->raw() <= 0 || *margin > Ratio::whole(1)) {
    return std::string{"is out of range; "} + kRemedy;
  }
  request.spec.rules.margin = *margin;
  return std::nullopt;
}

Complaint set_currency(BacktestRequest& request, std::string_view text) {
  const bool is_code = text.size() == 3 && std::all_of(text.begin(), text.end(),
                                                       [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_code) return "is no currency code; write three capitals, such as USD";
  request.spec.currency = Currency{text};
  return std::nullopt;
}

Complaint set_orders_per_minute(BacktestRequest& request, std::string_view text) {
  Quantity count;
  constexpr std::int32_t kMax = risk::Limits::kOrdersPerMinuteMax;
  if (auto complaint = put_limit(text, Quantity::whole(kMax), count)) return complaint;
  if (!count.is_whole()) return "is no whole number; give one from 0 to " + std::to_string(kMax);
  request.spec.limits.max_orders_per_minute =
      static_cast<std::int32_t>(count.raw() / Quantity::kScale);
  return std::nullopt;
}

/// What it stands for is known once margin and rules are: `Resolution::check_account`.
Complaint check_account_type(BacktestRequest& request, std::string_view text) {
  constexpr std::array<std::string_view, 3> kTypes{"cash", "cash_due", "margin"};
  if (std::ranges::find(kTypes, text) != kTypes.end()) {
    request.spec.rules.pays_by_settlement = text == "cash_due";
    return std::nullopt;
  }
  const auto meant = nearest(text, kTypes);
  return "is no type of account; " + (meant ? "did you mean '" + std::string{*meant} + "'?"
                                            : std::string{"write cash, cash_due or margin"});
}

Complaint set_borrow(BacktestRequest& request, std::string_view text) {
  auto terms = backtest::parse_borrow(text);
  if (!terms) return std::move(terms.error());
  request.spec.rules.carry.borrow = terms->annual;
  request.spec.borrow = std::move(terms->symbols);
  return std::nullopt;
}

Complaint set_interest(BacktestRequest& request, std::string_view text) {
  const auto rates = backtest::parse_interest(text);
  if (!rates) return rates.error();
  request.spec.rules.carry.debit = rates->debit;
  request.spec.rules.carry.credit = rates->credit;
  return std::nullopt;
}

Complaint set_seed(BacktestRequest& request, std::string_view text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return "is no seed; give a whole number from 0 on, such as 1";
  }
  request.spec.rules.seed = seed;
  return std::nullopt;
}

constexpr auto kAmountMax = Money::whole(kBuyingPowerMax);
constexpr auto kQuantityMax = Quantity::whole(kBuyingPowerMax);

/// Every key. The preset is not among those that are set in turn: it comes before all others.
constexpr std::array kKeys{
    Key{"strategy", false, set_strategy},
    Key{"symbols", true, set_symbols},
    Key{"data", true, set_data},
    Key{"universe", false,
        [](BacktestRequest& r, std::string_view t) { return set_text(t, r.universe); }},
    Key{"leavers", false, set_leavers},
    Key{"actions", true, set_actions},
    Key{"basis", false, set_basis},
    Key{"from", false,
        [](BacktestRequest& r, std::string_view t) { return set_range_end(t, r.spec.from); }},
    Key{"to", false,
        [](BacktestRequest& r, std::string_view t) { return set_range_end(t, r.spec.to); }},
    Key{"timeframe", false, set_timeframe},
    Key{"timeframes", true, nullptr},  // Two keys in one: `resolve` takes it apart.
    Key{"zone", false, set_zone},
    Key{"date_order", false, set_date_order},
    Key{"calendar", false, set_calendar},
    Key{"source", false,
        [](BacktestRequest& r, std::string_view t) { return set_text(t, r.source); }},
    Key{"adjusted", false, set_adjusted},
    Key{"benchmark", false,
        [](BacktestRequest& r, std::string_view t) { return set_text(t, r.benchmark); }},
    Key{"preset", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_preset(t), r.spec.preset);
        }},
    Key{"cash", false, set_cash},
    Key{"size", false, set_size},
    Key{"costs.commission", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_commission(t), r.spec.rules.commission);
        }},
    Key{"costs.spread", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_spread(t), r.spec.rules.spread);
        }},
    Key{"costs.slippage", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_slippage(t), r.spec.rules.slippage);
        }},
    Key{"costs.regulatory_fees", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_regulatory_fees(t), r.spec.rules.regulatory_fees);
        }},
    Key{"costs.borrow", false, set_borrow},
    Key{"costs.interest", false, set_interest},
    Key{"fills.latency", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_latency(t), r.spec.rules.latency);
        }},
    Key{"fills.seed", false, set_seed},
    Key{"fills.halts", false,
        [](BacktestRequest& r, std::string_view t) { return set_text(t, r.halts); }},
    Key{"account.type", false, check_account_type},
    Key{"account.rules", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_account_rules(t), r.spec.rules.account);
        }},
    Key{"account.locate", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_locates(t), r.spec.locates);
        }},
    Key{"fills.timing", false,
        [](BacktestRequest& r, std::string_view t) {
          return put(backtest::parse_fill_timing(t), r.spec.rules.fill_timing);
        }},
    Key{"fills.dividend_orders", false, set_dividend_orders},
    Key{"fills.split_fractions", false, set_split_fractions},
    Key{"fills.participation", false,
        [](BacktestRequest& r, std::string_view t) {
          return put_limit(t, Ratio::whole(1), r.spec.rules.participation);
        }},
    Key{"account.margin", false, set_margin},
    Key{"account.currency", false, set_currency},
    Key{"risk.max_order_value", false,
        [](BacktestRequest& r, std::string_view t) {
          return put_limit(t, kAmountMax, r.spec.limits.max_order_value);
        }},
    Key{"risk.max_order_quantity", false,
        [](BacktestRequest& r, std::string_view t) {
          return put_limit(t, kQuantityMax, r.spec.limits.max_order_quantity);
        }},
    Key{"risk.max_position", false,
        [](BacktestRequest& r, std::string_view t) {
          return put_limit(t, kQuantityMax, r.spec.limits.max_position);
        }},
    Key{"risk.max_gross_exposure", false,
        [](BacktestRequest& r, std::string_view t) {
          return put_limit(t, Ratio::whole(kExposureMax), r.spec.limits.max_gross_exposure);
        }},
    Key{"risk.max_net_exposure", false,
        [](BacktestRequest& r, std::string_view t) {
          return put_limit(t, Ratio::whole(kExposureMax), r.spec.limits.max_net_exposure);
        }},
    Key{"risk.max_orders_per_minute", false, set_orders_per_minute},
    Key{"risk.price_collar", false,
        [](BacktestRequest& r, std::string_view t) {
          return put_limit(t, Ratio::whole(1), r.spec.limits.price_collar);
        }},
};

/// Returns "costs" of "costs.spread", and nothing of "cash".
std::string_view table_of(std::string_view key) {
  const std::size_t dot = key.find('.');
  return dot == std::string_view::npos ? std::string_view{} : key.substr(0, dot);
}

std::string_view leaf_of(std::string_view key) {
  const std::size_t dot = key.find('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

/// Returns the known key whose own name, without its table, is `leaf`; those of `table` first.
std::optional<std::string_view> key_with(std::string_view leaf, std::string_view table) {
  std::optional<std::string_view> found;
  for (const Key& known : kKeys) {
    if (leaf_of(known.name) != leaf) continue;
    if (table_of(known.name) == table) return known.name;
    if (!found) found = known.name;
  }
  return found;
}

/// Returns the known key that was probably meant: spelt so elsewhere, or nearly so here, or there.
std::optional<std::string_view> meant_by(std::string_view key) {
  const std::string_view table = table_of(key);
  if (const auto elsewhere = key_with(leaf_of(key), table)) return elsewhere;
  std::vector<std::string_view> here;
  std::vector<std::string_view> anywhere;
  for (const Key& known : kKeys) {
    if (table_of(known.name) == table) here.push_back(leaf_of(known.name));
    anywhere.push_back(leaf_of(known.name));
  }
  if (const auto leaf = nearest(leaf_of(key), here)) return key_with(*leaf, table);
  if (const auto leaf = nearest(leaf_of(key), anywhere)) return key_with(*leaf, table);
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.push_back(part);
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::span<const Key> keys() { return kKeys; }

const Key* find_key(std::string_view name) {
  for (const Key& key : kKeys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

std::string hint_for(std::string_view key) {
  if (const auto meant = meant_by(key)) return "; did you mean '" + std::string{*meant} + "'?";
  std::string known;
  for (const Key& each : kKeys) {
    if (table_of(each.name) != table_of(key)) continue;
    known += (known.empty() ? "" : ", ") + std::string{each.name};
  }
  if (known.empty()) known = "the tables [parameters], [costs], [fills], [account] and [risk]";
  return "; known: " + known;
}

std::string shown(std::string_view text) {
  std::string line{text.substr(0, kShownMax)};
  for (char& c : line) c = static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return text.size() > kShownMax ? line + "..." : line;
}

}  // namespace tw::formats
