#include "backtest/cost_notation.hpp"

#include <array>

#include "backtest/notation_terms.hpp"

namespace tw::backtest {
namespace {

using Slippage = sim::SlippageModel;

constexpr std::int64_t kBpsPerUnit = 10'000;
constexpr auto kFactorMax = Ratio::whole(1'000);

constexpr std::array<std::string_view, 6> kSlippageNames{"none",    "ticks",        "bps",
                                                         "percent", "volume_share", "sqrt"};
constexpr std::string_view kSlippageRemedy =
    "write none, ticks:1, bps:2, volume_share:0.1 or sqrt:0.5";
constexpr std::array<std::string_view, 2> kFeeNames{"us", "none"};

/// Returns the model of `kind` with the term's amount; an amount of zero is no slippage.
std::expected<Slippage, std::string> of_term(Slippage::Kind kind, const Term& term, Ratio max) {
  const auto amount = parse_term(term, max);
  if (!amount) return std::unexpected{amount.error()};
  if (amount->raw() == 0) return Slippage{};
  return Slippage{.kind = kind, .amount = *amount};
}

std::expected<Slippage, std::string> of_bps(const Term& term) {
  // More than half of the price is beyond what any fill may slip.
  auto model = of_term(Slippage::Kind::Rate, term, Ratio::whole(kBpsPerUnit / 2));
  if (!model || model->kind == Slippage::Kind::None) return model;
  model->amount = Ratio::from_raw(model->amount.raw() / kBpsPerUnit);
  if (model->amount.raw() != 0) return model;
  return std::unexpected{std::string{"is less than 0.0001 basis points; write none, or bps:2"}};
}

}  // namespace

std::expected<Slippage, std::string> parse_slippage(std::string_view text) {
  if (text == "none") return Slippage{};
  const Term term = term_of(text);
  if (term.name == "ticks") return of_term(Slippage::Kind::Ticks, term, kFactorMax);
  if (term.name == "bps") return of_bps(term);
  if (term.name == "percent") return of_term(Slippage::Kind::Rate, term, sim::kImpactMax);
  if (term.name == "volume_share") return of_term(Slippage::Kind::VolumeShare, term, kFactorMax);
  if (term.name == "sqrt") return of_term(Slippage::Kind::SquareRoot, term, kFactorMax);
  if (is_number(text)) {
    return std::unexpected{"names no model; write bps:" + std::string{text} +
                           " for that many basis points, or ticks:" + std::string{text}};
  }
  return std::unexpected{unknown_name(term.name, "slippage", kSlippageNames, kSlippageRemedy)};
}

std::string notation(const Slippage& model) {
  switch (model.kind) {
    case Slippage::Kind::None:
      return "none";
    case Slippage::Kind::Ticks:
      return "ticks:" + to_string(model.amount);
    case Slippage::Kind::Rate:
      return "bps:" + format_decimal(model.amount.raw(), Ratio::kScale / kBpsPerUnit);
    case Slippage::Kind::VolumeShare:
      return "volume_share:" + to_string(model.amount);
    case Slippage::Kind::SquareRoot:
      return "sqrt:" + to_string(model.amount);
  }
  return {};
}

std::expected<sim::RegulatoryFees, std::string> parse_regulatory_fees(std::string_view text) {
  if (text == "us") return sim::RegulatoryFees::Us;
  if (text == "none") return sim::RegulatoryFees::None;
  return std::unexpected{
      unknown_name(text, "schedule of fees", kFeeNames, "write " + join(kFeeNames))};
}

std::string notation(sim::RegulatoryFees fees) {
  return std::string{kFeeNames[fees == sim::RegulatoryFees::Us ? 0 : 1]};
}

}  // namespace tw::backtest
