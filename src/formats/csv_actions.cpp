#include "formats/csv_actions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/decimal.hpp"
#include "formats/csv_number.hpp"
#include "market/session_calendar.hpp"
#include "market/split_ratio.hpp"

namespace tw::formats {
namespace {

using ActionKind = CorporateAction::Kind;

constexpr std::string_view kHeader = "symbol,date,kind,numerator,denominator,amount,new_symbol";
constexpr std::size_t kShownMax = 40;
constexpr std::size_t kFieldsMax = 16;
constexpr double kRatioMax = 10'000.0;
constexpr Price kAmountMax = Price::whole(1'000'000);

std::string_view without_blanks(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '"'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Returns the value as a message shows it: short, and on one line whatever bytes it has.
std::string shown(std::string_view value) {
  std::string text{value.substr(0, kShownMax)};
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
  return "'" + text + (value.size() > kShownMax ? "...'" : "'");
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (fields.size() < kFieldsMax) {
    const std::size_t comma = line.find(',');
    fields.push_back(without_blanks(line.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    line.remove_prefix(comma + 1);
  }
  return fields;
}

/// Reads line after line and keeps the first complaint; after it there are no more lines.
class Table {
 public:
  explicit Table(std::string_view text) : rest_{text} {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    if (!next())
      complaint_ = "is empty; its first line must be a header such as " + std::string{kHeader};
    for (const std::string_view field : fields_) {
      std::string name{field};
      std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
      columns_.push_back(std::move(name));
    }
  }

  /// Goes to the next line that is not blank.
  bool next() {
    while (!rest_.empty() && complaint_.empty()) {
      const std::size_t end = rest_.find('\n');
      const std::string_view line = without_blanks(rest_.substr(0, end));
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      line_ += 1;
      if (line.empty()) continue;
      fields_ = fields_of(line);
      return true;
    }
    return false;
  }
  bool has(std::string_view column) const {
    return std::ranges::find(columns_, column) != columns_.end();
  }
  std::string_view text(std::string_view column) const {
    const auto found = std::ranges::find(columns_, column);
    const auto at = static_cast<std::size_t>(found - columns_.begin());
    return at < fields_.size() ? fields_[at] : std::string_view{};
  }
  std::size_t line() const { return line_; }
  const std::string& complaint() const { return complaint_; }

  void complain(std::string_view column, const std::string& what) {
    if (!complaint_.empty()) return;
    complaint_ = "line " + std::to_string(line_) + ": " + std::string{column} + " is " +
                 shown(text(column)) + ", " + what;
  }
  void complain_of_header() {
    complaint_ = "has a header that is none of corporate actions; write " + std::string{kHeader};
  }
  Date date(std::string_view column) {
    constexpr int kFirstYear = 1900;
    constexpr int kLastYear = 2100;
    const auto date = parse_date(text(column));
    const bool is_fine = date && date->year() >= kFirstYear && date->year() <= kLastYear;
    if (!is_fine) complain(column, "which is no date; write it like 2014-06-09");
    return date.value_or(Date{});
  }
  /// Reads a number in (0, most], or from 0 on where that says something.
  double number(std::string_view column, double most, bool may_be_zero = false) {
    constexpr std::int64_t kScale = 10'000'000'000;
    const auto value = parse_decimal(text(column), kScale);
    const double number =
        value ? static_cast<double>(value->raw) / static_cast<double>(kScale) : -1.0;
    const bool is_fine = number > 0.0 || (may_be_zero && number == 0.0);
    if (is_fine && number <= most) return number;
    complain(column, std::string{"which is no number "} + (may_be_zero ? "from" : "above") +
                         " zero up to " + std::to_string(static_cast<std::int64_t>(most)));
    return 1.0;
  }
  Price amount(std::string_view column, bool may_be_zero = false) {
    const auto value = parse<Price>(text(column));
    const bool is_fine =
        value && *value <= kAmountMax && (value->raw() > 0 || (may_be_zero && value->raw() == 0));
    if (is_fine) return *value;
    complain(column, "which is no amount of cash a share; write one like 0.47");
    return {};
  }
  std::int32_t shares(std::string_view column) {
    const auto value = parse_decimal(text(column), 1);
    if (value && !value->is_rounded && value->raw > 0 && value->raw <= 1'000'000) {
      return static_cast<std::int32_t>(value->raw);
    }
    complain(column,
             "which is no number of shares; a 7:1 split has the numerator 7 and the "
             "denominator 1");
    return 1;
  }
  /// Reads a symbol of at most as many bytes as travel in an event.
  std::string symbol(std::string_view column) {
    const std::string_view symbol = text(column);
    if (symbol.empty() || symbol.size() > Label::kSizeMax) {
      complain(column, "which is no symbol of 1 to 23 characters");
    }
    std::string upper{symbol};
    std::ranges::transform(upper, upper.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return upper;
  }

 private:
  std::string_view rest_;
  std::vector<std::string_view> fields_;
  std::vector<std::string> columns_;
  std::size_t line_ = 0;
  std::string complaint_;
};

/// Writes a ratio that was told as a decimal: a customary split where rounding hides one.
void set_ratio(CorporateAction& split, double ratio) {
  constexpr double kNoise = 1e-4;
  const SplitRatio customary = nearest_split(ratio);
  if (std::abs(ratio / customary.value() - 1.0) < kNoise) {
    split.numerator = customary.shares_new;
    split.denominator = customary.shares_old;
    return;
  }
  const std::int64_t scale = ratio < 20.0 ? 100'000'000 : 100'000;
  const std::int64_t whole = std::llround(ratio * static_cast<double>(scale));
  const std::int64_t numerator = std::max<std::int64_t>(whole, 1);
  const std::int64_t common = std::gcd(numerator, scale);
  split.numerator = static_cast<std::int32_t>(numerator / common);
  split.denominator = static_cast<std::int32_t>(scale / common);
}

std::optional<ActionKind> kind_of(std::string_view word) {
  if (word == "split") return ActionKind::Split;
  if (word == "dividend") return ActionKind::CashDividend;
  if (word == "symbol_change") return ActionKind::SymbolChange;
  if (word == "delisting") return ActionKind::Delisting;
  return std::nullopt;
}

std::string_view word_of(ActionKind kind) {
  switch (kind) {
    case ActionKind::Split:
      return "split";
    case ActionKind::CashDividend:
      return "dividend";
    case ActionKind::SymbolChange:
      return "symbol_change";
    case ActionKind::Delisting:
      return "delisting";
  }
  return "unknown";
}

/// The column that dates a row, by the names that files give it; nothing when there is none.
std::string_view date_column(const Table& table) {
  for (const std::string_view name :
       {"date", "ex_date", "ex_dividend_date", "effective_date", "exdate"}) {
    if (table.has(name)) return name;
  }
  return {};
}

DatedAction row_of(Table& table, ActionKind kind) {
  DatedAction row{.line = table.line()};
  if (table.has("symbol")) row.symbol = table.symbol("symbol");
  row.action.kind = kind;
  row.action.ex_date = table.date(date_column(table));
  return row;
}

DatedAction own_row(Table& table) {
  const auto kind = kind_of(table.text("kind"));
  if (!kind) {
    table.complain("kind", "which is none; write split, dividend, symbol_change or delisting");
  }
  DatedAction row = row_of(table, kind.value_or(ActionKind::Split));
  CorporateAction& action = row.action;
  if (action.kind == ActionKind::Split) {
    action.numerator = table.shares("numerator");
    action.denominator = table.shares("denominator");
  }
  if (action.kind == ActionKind::CashDividend) action.amount = table.amount("amount");
  if (action.kind == ActionKind::Delisting) action.amount = table.amount("amount", true);
  if (action.kind == ActionKind::SymbolChange)
    action.symbol = std::string_view{table.symbol("new_symbol")};
  if (table.has("source")) row.source = table.text("source");
  if (table.has("as_of") && !table.text("as_of").empty()) row.as_of = table.date("as_of");
  return row;
}

DatedAction decoded_row(Table& table) {
  const std::string_view type = table.text("type");
  if (type != "split" && type != "dividend") {
    table.complain("type", "which is none; write split or dividend");
  }
  DatedAction row = row_of(table, type == "split" ? ActionKind::Split : ActionKind::CashDividend);
  if (type == "split") {
    set_ratio(row.action, table.number("value", kRatioMax));
  } else {
    row.action.amount = table.amount("value");
  }
  return row;
}

DatedAction share_row(Table& table) {
  DatedAction row = row_of(table, ActionKind::Split);
  row.action.numerator = table.shares("new_shares");
  row.action.denominator = table.shares("old_shares");
  return row;
}

DatedAction ratio_row(Table& table) {
  DatedAction row = row_of(table, ActionKind::Split);
  set_ratio(row.action, table.number("split_factor", kRatioMax));
  return row;
}

DatedAction dividend_row(Table& table, std::string_view column) {
  DatedAction row = row_of(table, ActionKind::CashDividend);
  row.action.amount = table.amount(column);
  row.is_split_adjusted = column == "cash_split_adjusted";
  return row;
}

/// Returns the session after `date`, on which what a file ends with `date` is in force.
Date session_after(Date date) {
  return SessionCalendar::of(CalendarKind::Nyse).next_session(date).date;
}

/// What one line of a factor file says.
struct Factors {
  Date until;
  double price = 1.0;
  double split = 1.0;
  double reference = 0.0;
};

/// Appends what must have happened after `older` ended for `newer` to follow.
void decode(const Factors& older, const Factors& newer, Table& table,
            std::vector<DatedAction>& rows) {
  constexpr double kSplitNoise = 1e-5;
  constexpr double kMicro = 1'000'000.0;
  constexpr std::int64_t kRawOfMicro = Price::kScale / 1'000'000;
  DatedAction row{.action = {.ex_date = session_after(older.until)}, .line = table.line()};
  if (older.price < newer.price) {
    const double amount = older.reference * (1.0 - older.price / newer.price);
    row.action.kind = ActionKind::CashDividend;
    row.action.amount = Price::from_raw(std::llround(amount * kMicro) * kRawOfMicro);
    // Seven digits of a factor tell nothing below a millionth of the price.
    if (row.action.amount.raw() > 0) rows.push_back(row);
  } else if (older.price > newer.price) {
    table.complain("price_factor", "which is below that of the line before; factors only rise");
  }
  const double ratio = newer.split / older.split;
  if (std::abs(ratio - 1.0) < kSplitNoise) return;
  row.action.kind = ActionKind::Split;
  row.action.amount = {};
  set_ratio(row.action, ratio);
  rows.push_back(row);
}

std::vector<DatedAction> factor_rows(Table& table) {
  constexpr double kFactorMax = 10'000.0;
  constexpr double kPriceMax = 1'000'000.0;
  std::vector<DatedAction> rows;
  std::optional<Factors> older;
  while (table.next()) {
    const Factors newer{.until = table.date("date"),
                        .price = table.number("price_factor", kFactorMax),
                        .split = table.number("split_factor", kFactorMax),
                        .reference = table.number("reference_price", kPriceMax, true)};
    if (older && newer.until <= older->until) {
      table.complain("date", "which is not after that of the line before; sort the lines by date");
    } else if (older) {
      decode(*older, newer, table, rows);
    }
    older = newer;
  }
  return rows;
}

std::vector<DatedAction> map_rows(Table& table) {
  std::vector<DatedAction> rows;
  std::string symbol;
  Date until;
  while (table.next()) {
    const std::string next = table.symbol("mapped_symbol");
    const Date date = table.date("date");
    if (!symbol.empty() && next != symbol) {
      rows.push_back({.symbol = symbol,
                      .action = {.kind = ActionKind::SymbolChange,
                                 .ex_date = session_after(until),
                                 .symbol = std::string_view{next}},
                      .line = table.line()});
    }
    symbol = next;
    until = date;
  }
  return rows;
}

template <class ReadRow>
std::vector<DatedAction> rows_by(Table& table, ReadRow read_row) {
  std::vector<DatedAction> rows;
  while (table.next()) rows.push_back(read_row(table));
  return rows;
}

std::vector<DatedAction> rows_of(Table& table) {
  if (table.has("mapped_symbol") && table.has("date")) return map_rows(table);
  if (table.has("price_factor") && table.has("split_factor") && table.has("date")) {
    return factor_rows(table);
  }
  if (!date_column(table).empty()) {
    if (table.has("kind")) return rows_by(table, own_row);
    if (table.has("type") && table.has("value")) return rows_by(table, decoded_row);
    if (table.has("new_shares") && table.has("old_shares")) return rows_by(table, share_row);
    if (table.has("split_factor")) return rows_by(table, ratio_row);
    for (const std::string_view column :
         {"cash_split_adjusted", "amount", "dividend", "dividends"}) {
      if (table.has(column)) {
        return rows_by(table, [&](Table& one) { return dividend_row(one, column); });
      }
    }
  }
  table.complain_of_header();
  return {};
}

}  // namespace

std::expected<std::vector<DatedAction>, std::string> parse_actions(std::string_view text) {
  Table table{text};
  std::vector<DatedAction> rows;
  if (table.complaint().empty()) rows = rows_of(table);
  if (!table.complaint().empty()) return std::unexpected{table.complaint()};
  return rows;
}

std::optional<std::vector<AdjustmentFactor>> parse_factors(std::string_view text) {
  if (!parse_actions(text)) return std::nullopt;
  Table table{text};
  if (!table.has("price_factor") || !table.has("split_factor")) return std::nullopt;
  std::vector<AdjustmentFactor> factors;
  while (table.next()) {
    const auto factor = [&](std::string_view column) {
      return parse_decimal(table.text(column), AdjustmentFactor::kScale).value_or(Decimal{}).raw;
    };
    factors.push_back({.until = table.date("date"),
                       .split = factor("split_factor"),
                       .price = factor("price_factor")});
  }
  return factors;
}

std::string to_csv(const std::vector<DatedAction>& actions) {
  const bool has_sources =
      std::ranges::any_of(actions, [](const DatedAction& row) { return !row.source.empty(); });
  std::string text = std::string{kHeader} + (has_sources ? ",source,as_of\n" : "\n");
  for (const DatedAction& row : actions) {
    const CorporateAction& action = row.action;
    text += row.symbol + ',' + to_string(action.ex_date) + ',' + std::string{word_of(action.kind)} +
            ',';
    text += action.kind == ActionKind::Split
                ? std::to_string(action.numerator) + ',' + std::to_string(action.denominator) + ','
                : ",,";
    const bool has_amount =
        action.kind == ActionKind::CashDividend || action.kind == ActionKind::Delisting;
    text += (has_amount ? to_string(action.amount) : "") + ',' + std::string{action.symbol.view()};
    if (has_sources) text += ',' + row.source + ',' + (row.as_of ? to_string(*row.as_of) : "");
    text += '\n';
  }
  return text;
}

std::string describe(const CorporateAction& action) {
  switch (action.kind) {
    case ActionKind::Split:
      return "split " + std::to_string(action.numerator) + ":" + std::to_string(action.denominator);
    case ActionKind::CashDividend:
      return "dividend " + to_string(action.amount);
    case ActionKind::SymbolChange:
      return "renamed " + std::string{action.symbol.view()};
    case ActionKind::Delisting:
      return "delisted at " + to_string(action.amount);
  }
  return {};
}

}  // namespace tw::formats
