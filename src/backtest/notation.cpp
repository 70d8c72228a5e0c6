#include "backtest/notation.hpp"

#include <charconv>
#include <optional>
#include <span>
#include <vector>

#include "backtest/notation_terms.hpp"
#include "core/decimal.hpp"
#include "sim/commission.hpp"
#include "sizing/position_size.hpp"

namespace tw::backtest {
namespace {

constexpr std::int64_t kUnitsMax = 1'000'000'000;
constexpr std::int64_t kFeeMax = 1'000'000;

constexpr std::string_view kCommissionRemedy =
    "write none, ibkr_fixed, ibkr_tiered, percent:0.002, fixed:5, fixed:5+percent:0.0005 or "
    "per_share:0.005";
constexpr std::array<std::string_view, 8> kCommissionNames{
    "none", "ibkr_fixed", "ibkr_tiered", "percent", "fixed", "per_share", "minimum", "maximum"};

/// Which terms a commission has been given so far.
struct CommissionTerms {
  sim::CommissionModel model;
  std::vector<std::string_view> seen;

  bool has(std::string_view name) const {
    for (const std::string_view one : seen) {
      if (one == name) return true;
    }
    return false;
  }
};

/// Puts `amount` where it belongs, or returns why not.
template <class Amount>
std::optional<std::string> put(std::expected<Amount, std::string> amount, Amount& into) {
  if (!amount) return amount.error();
  into = *amount;
  return std::nullopt;
}

std::optional<std::string> add_term(const Term& term, CommissionTerms& terms) {
  if (terms.has(term.name)) {
    return "gives '" + std::string{term.name} + "' twice; give it once";
  }
  terms.seen.push_back(term.name);
  sim::CommissionModel& model = terms.model;
  const Ratio below_one = Ratio::whole(1) - Ratio::from_raw(1);
  if (term.name == "fixed") return put(parse_term(term, Money::whole(kFeeMax)), model.fixed);
  if (term.name == "percent") return put(parse_term(term, below_one), model.percent);
  if (term.name == "minimum") return put(parse_term(term, Money::whole(kFeeMax)), model.minimum);
  if (term.name == "maximum") return put(parse_term(term, below_one), model.maximum);
  if (term.name == "per_share") {
    model.kind = sim::CommissionModel::Kind::PerShare;
    return put(parse_term(term, Price::whole(1'000)), model.per_share);
  }
  if (is_number(term.name)) {
    return "names no model; write percent:" + std::string{term.name} +
           " for that fraction of the value a side, or fixed:" + std::string{term.name} +
           " for that amount an order";
  }
  return unknown_name(term.name, "commission", kCommissionNames, kCommissionRemedy);
}

bool same(const sim::CommissionModel& a, const sim::CommissionModel& b) {
  return a.kind == b.kind && a.fixed == b.fixed && a.percent == b.percent &&
         a.per_share == b.per_share && a.minimum == b.minimum && a.maximum == b.maximum &&
         a.has_ibkr_tiers == b.has_ibkr_tiers;
}

/// Appends "name:amount" unless it is zero.
template <class Amount>
void append_term(std::string& text, std::string_view name, Amount amount) {
  if (amount.raw() == 0) return;
  if (!text.empty()) text += '+';
  text += std::string{name} + ":" + to_string(amount);
}

constexpr std::array<std::string_view, 3> kSpreadNames{"none", "percent", "half"};
constexpr std::string_view kSpreadRemedy =
    "write none, percent:0.0005 (worsens entries) or half:0.0001 (worsens both sides)";

constexpr std::array<std::string_view, 9> kSizeNames{
    "all", "units", "fraction", "risk", "vol", "kelly", "inverse_vol", "equal_risk", "hrp"};
constexpr std::string_view kSizeRemedy =
    "write all, units:100, fraction:0.5, risk:0.01, vol:0.15, kelly:0.5, inverse_vol, equal_risk "
    "or "
    "hrp";

/// One rule that finds sizes, and what it may be given.
struct RuleForm {
  std::string_view name;
  sizing::SizeRule::Kind kind;
  double max;
  std::string_view complaint;
};

constexpr RuleForm kRuleForms[] = {
    {"risk", sizing::SizeRule::Kind::Risk, 0.02,
     "gives no part of the equity above 0 and up to 0.02 to lose at the stop; write, say, "
     "risk:0.01"},
    {"vol", sizing::SizeRule::Kind::Volatility, 2.0,
     "gives no annual volatility above 0 and up to 2; write, say, vol:0.15"},
    {"kelly", sizing::SizeRule::Kind::Kelly, 1.0,
     "gives no part of Kelly's fraction above 0 and up to 1; write, say, kelly:0.5"},
};

/// A rule that is told no number.
struct PlainForm {
  std::string_view name;
  sizing::SizeRule::Kind kind;
};

constexpr PlainForm kPlainForms[] = {
    {"inverse_vol", sizing::SizeRule::Kind::InverseVolatility},
    {"equal_risk", sizing::SizeRule::Kind::EqualRisk},
    {"hrp", sizing::SizeRule::Kind::RiskParity},
};

/// Returns a number of at least 1e-8, below which no unit can be bought exactly, up to `max`.
std::optional<double> parse_part(std::string_view text, double max) {
  double part = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
  const bool is_read = error == std::errc{} && end == text.data() + text.size();
  if (!is_read || !(part >= 1e-8 && part <= max)) return std::nullopt;
  return part;
}

std::string shortest(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::expected<Size, std::string> parse_units(std::string_view text) {
  const auto units = parse<Quantity>(text);
  if (!units || units->raw() <= 0 || *units > Quantity::whole(kUnitsMax)) {
    return std::unexpected{"gives no number of units above 0 and up to " +
                           std::to_string(kUnitsMax) + "; write, say, units:100"};
  }
  return Size::units(*units);
}

std::expected<Size, std::string> parse_fraction(std::string_view text) {
  const auto fraction = parse_part(text, 1.0);
  if (!fraction) {
    return std::unexpected{std::string{
        "gives no fraction above 0 and up to 1 of the account; write, say, fraction:0.5"}};
  }
  return Size::fraction(*fraction);
}

}  // namespace

std::expected<sim::CommissionModel, std::string> parse_commission(std::string_view text) {
  if (text == "none") return sim::CommissionModel{};
  if (text == "ibkr_fixed") return sim::ibkr_fixed();
  if (text == "ibkr_tiered") return sim::ibkr_tiered();
  CommissionTerms terms;
  for (const std::string_view part : split(text, '+')) {
    for (const std::string_view name : {"none", "ibkr_fixed", "ibkr_tiered"}) {
      if (part == name) {
        return std::unexpected{"adds something to '" + std::string{name} +
                               "', which stands alone; " + std::string{kCommissionRemedy}};
      }
    }
    if (auto error = add_term(term_of(part), terms)) return std::unexpected{std::move(*error)};
  }
  const bool is_per_share = terms.has("per_share");
  if (is_per_share && (terms.has("fixed") || terms.has("percent"))) {
    return std::unexpected{
        std::string{"adds per_share to fixed or percent; give either per_share or the others"}};
  }
  if (!is_per_share && (terms.has("minimum") || terms.has("maximum"))) {
    return std::unexpected{
        std::string{"bounds what has no per_share; write, say, per_share:0.005+minimum:1"}};
  }
  return terms.model;
}

std::string notation(const sim::CommissionModel& model) {
  if (same(model, sim::CommissionModel{})) return "none";
  if (same(model, sim::ibkr_fixed())) return "ibkr_fixed";
  if (same(model, sim::ibkr_tiered())) return "ibkr_tiered";
  std::string text;
  if (model.kind == sim::CommissionModel::Kind::PerShare) {
    text = "per_share:" + to_string(model.per_share);
    append_term(text, "minimum", model.minimum);
    append_term(text, "maximum", model.maximum);
    return text;
  }
  append_term(text, "fixed", model.fixed);
  append_term(text, "percent", model.percent);
  return text;
}

std::expected<sim::SpreadModel, std::string> parse_spread(std::string_view text) {
  if (text == "none") return sim::SpreadModel{};
  const Term term = term_of(text);
  if (term.name != "percent" && term.name != "half") {
    if (is_number(text)) {
      return std::unexpected{"names no model; write percent:" + std::string{text} +
                             " (worsens entries) or half:" + std::string{text} +
                             " (worsens both sides)"};
    }
    return std::unexpected{unknown_name(term.name, "spread", kSpreadNames, kSpreadRemedy)};
  }
  const auto rate = parse_term(term, Ratio::whole(1) - Ratio::from_raw(1));
  if (!rate) return std::unexpected{rate.error()};
  if (rate->raw() == 0) return sim::SpreadModel{};
  return sim::SpreadModel{.rate = *rate, .entries_only = term.name == "percent"};
}

std::string notation(const sim::SpreadModel& model) {
  if (model.rate.raw() == 0) return "none";
  return (model.entries_only ? "percent:" : "half:") + to_string(model.rate);
}

std::expected<Size, std::string> parse_size(std::string_view text) {
  if (text == "all") return Size::fraction(1.0);
  const Term term = term_of(text);
  if (term.name == "units") return parse_units(term.value);
  if (term.name == "fraction") return parse_fraction(term.value);
  if (is_number(text)) {
    // What is no quantity either is no example of one.
    const std::string units = parse_units(text) ? std::string{text} : "100";
    return std::unexpected{"does not say of what; write units:" + units +
                           " for a quantity, or fraction:0.5 for half of the account"};
  }
  return std::unexpected{unknown_name(term.name, "size", kSizeNames, kSizeRemedy)};
}

std::string notation(const Size& size) {
  if (!size.is_fraction()) return "units:" + to_string(size.quantity());
  if (size.fraction() == 1.0) return "all";
  return "fraction:" + shortest(size.fraction());
}

std::expected<EntrySize, std::string> parse_entry_size(std::string_view text) {
  const Term term = term_of(text);
  for (const RuleForm& form : kRuleForms) {
    if (form.name != term.name) continue;
    const bool is_default = text == "risk";
    const auto value =
        is_default ? sizing::kRiskDefault.as_double() : parse_part(term.value, form.max);
    if (!value) return std::unexpected{std::string{form.complaint}};
    return EntrySize{.rule = {.kind = form.kind, .value = *value}};
  }
  for (const PlainForm& form : kPlainForms) {
    if (form.name == text) return EntrySize{.rule = {.kind = form.kind}};
    if (form.name != term.name) continue;
    return std::unexpected{"gives a number to what takes none; write " + std::string{form.name}};
  }
  const auto size = parse_size(text);
  if (!size) return std::unexpected{size.error()};
  return EntrySize{.size = *size};
}

std::string notation(const Size& size, const sizing::SizeRule& rule) {
  for (const RuleForm& form : kRuleForms) {
    if (form.kind == rule.kind) return std::string{form.name} + ":" + shortest(rule.value);
  }
  for (const PlainForm& form : kPlainForms) {
    if (form.kind == rule.kind) return std::string{form.name};
  }
  return notation(size);
}

std::expected<sim::FillTiming, std::string> parse_fill_timing(std::string_view text) {
  for (std::size_t i = 0; i < kFillTimingNames.size(); ++i) {
    if (kFillTimingNames[i] == text) return static_cast<sim::FillTiming>(i);
  }
  return std::unexpected{
      unknown_name(text, "fill timing", kFillTimingNames, "write " + join(kFillTimingNames))};
}

std::string notation(sim::FillTiming timing) {
  return std::string{kFillTimingNames[static_cast<std::size_t>(timing)]};
}

std::expected<Preset, std::string> parse_preset(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kPresetNames); ++i) {
    if (kPresetNames[i] == text) return static_cast<Preset>(i);
  }
  return std::unexpected{unknown_name(text, "preset", kPresetNames, "write " + join(kPresetNames))};
}

std::string notation(Preset preset) {
  return std::string{kPresetNames[static_cast<std::size_t>(preset)]};
}

}  // namespace tw::backtest
