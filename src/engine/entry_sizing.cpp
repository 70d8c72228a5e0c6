#include "engine/entry_sizing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "sizing/allocation.hpp"
#include "sizing/position_size.hpp"

namespace tw::engine {
namespace {

using risk::Reason;
using Units = std::expected<Quantity, Reason>;

/// Fewer returns than these say little of a volatility.
constexpr std::size_t kReturnsLeast = 20;

/// Returns what the entry will cost a unit, as far as one can know at the decision.
Price price_of(const OrderRequest& request, Price mark) {
  if (has_limit(request.type)) return request.limit;
  return is_stop(request.type) && request.stop.raw() != 0 ? request.stop : mark;
}

/// Returns how far from `price` the stop that was asked for with `entry` lies, against it; nothing
/// without one.
std::optional<Price> stop_distance(std::span<const strategy::Ask> asks, const strategy::Ask& entry,
                                   Price price) {
  for (const strategy::Ask& ask : asks) {
    const OrderRequest& exit = ask.request;
    const bool is_its_stop = ask.kind == strategy::Ask::Kind::Order && exit.parent == entry.id &&
                             entry.id != kNoOrder && is_stop(exit.type);
    if (!is_its_stop) continue;
    if (exit.stop.raw() != 0) {
      return entry.request.side == Side::Buy ? price - exit.stop : exit.stop - price;
    }
    if (!exit.trail.is_percent()) return exit.trail.amount();
    return portion(price, exit.trail.percent(), Rounding::HalfEven);
  }
  return std::nullopt;
}

/// Returns the sample deviation of the bars' simple returns; nothing when there are too few.
std::optional<double> deviation_of(const strategy::HistoryView& history) {
  const std::size_t bars =
      std::min(history.size(), static_cast<std::size_t>(sizing::kVolatilityBars) + 1);
  if (bars < kReturnsLeast + 1) return std::nullopt;
  const auto return_at = [&](std::size_t ago) {
    return history[ago].close.as_double() / history[ago + 1].close.as_double() - 1.0;
  };
  const double count = static_cast<double>(bars - 1);
  double sum = 0.0;
  for (std::size_t ago = 0; ago + 1 < bars; ++ago) sum += return_at(ago);
  const double mean = sum / count;
  double squares = 0.0;
  for (std::size_t ago = 0; ago + 1 < bars; ++ago) {
    squares += (return_at(ago) - mean) * (return_at(ago) - mean);
  }
  return std::sqrt(squares / (count - 1.0));
}

/// Returns the returns of each instrument over the bars that end at the same moments, the newest
/// first, back to where they part. The newest bar of some may not have been told yet.
std::vector<std::vector<double>> returns_in_common(const strategy::Context& context,
                                                   std::span<const InstrumentId> members) {
  const std::size_t instruments = members.size();
  std::vector<strategy::HistoryView> histories;
  histories.reserve(instruments);
  Timestamp newest{std::numeric_limits<std::int64_t>::max()};
  for (std::size_t i = 0; i < instruments; ++i) {
    histories.push_back(context.history(members[i]));
    if (histories.back().empty()) return {};
    newest = std::min(newest, histories.back()[0].end);
  }
  std::vector<std::size_t> first(instruments);
  for (std::size_t i = 0; i < instruments; ++i) {
    while (first[i] < histories[i].size() && histories[i][first[i]].end > newest) first[i] += 1;
  }
  const auto has_in_common = [&](std::size_t ago) {
    for (std::size_t i = 0; i < instruments; ++i) {
      if (first[i] + ago >= histories[i].size()) return false;
      if (histories[i][first[i] + ago].end != histories[0][first[0] + ago].end) return false;
    }
    return true;
  };
  std::vector<std::vector<double>> returns(instruments);
  for (std::size_t ago = 0; has_in_common(ago) && has_in_common(ago + 1); ++ago) {
    for (std::size_t i = 0; i < instruments; ++i) {
      const double close = histories[i][first[i] + ago].close.as_double();
      returns[i].push_back(close / histories[i][first[i] + ago + 1].close.as_double() - 1.0);
    }
  }
  return returns;
}

/// Returns nothing when there are too few returns, or one of the instruments stands still.
std::optional<sizing::SymmetricMatrix> covariance_in_common(const strategy::Context& context,
                                                            std::span<const InstrumentId> members) {
  const auto returns = returns_in_common(context, members);
  if (returns.empty() || returns.front().size() < kReturnsLeast) return std::nullopt;
  sizing::SymmetricMatrix covariance = sizing::covariance_of(returns);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!(covariance(i, i) > 0.0)) return std::nullopt;
  }
  return covariance;
}

std::vector<double> weights_by(sizing::SizeRule::Kind kind,
                               const sizing::SymmetricMatrix& covariance) {
  if (kind == sizing::SizeRule::Kind::EqualRisk) return sizing::equal_risk(covariance);
  if (kind == sizing::SizeRule::Kind::RiskParity) {
    return sizing::hierarchical_risk_parity(covariance);
  }
  return sizing::inverse_volatility(covariance);
}

}  // namespace

Units EntrySizing::units(const strategy::Ask& ask, const strategy::Context& context,
                         const Books& books) const {
  const Instrument& instrument = books.instruments[index_of(ask.request.instrument)];
  const Price mark = books.portfolio.position(instrument.id).mark;
  const Price price = price_of(ask.request, mark);
  const Price rate = books.portfolio.rate(instrument.currency);
  if (mark.raw() <= 0 || price.raw() <= 0 || rate.raw() <= 0) {
    return std::unexpected{Reason::NoMarketPrice};
  }
  const Money equity = scaled(books.portfolio.equity(), Price::kScale, rate.raw(), Rounding::Down);
  const Entry entry{.ask = ask, .instrument = instrument, .price = price, .equity = equity};

  Units units;
  switch (sizing_.rule.kind) {
    case sizing::SizeRule::Kind::None:
      break;
    case sizing::SizeRule::Kind::Risk:
      units = by_risk(entry, context.asks());
      break;
    case sizing::SizeRule::Kind::Volatility:
      units = by_volatility(entry, context.history(instrument.id));
      break;
    case sizing::SizeRule::Kind::Kelly:
      units = by_kelly(entry);
      break;
    case sizing::SizeRule::Kind::InverseVolatility:
    case sizing::SizeRule::Kind::EqualRisk:
    case sizing::SizeRule::Kind::RiskParity:
      units = by_split(entry, context, books.instruments.size());
      break;
  }
  if (!units) return units;
  const Quantity paid_for =
      units_for(1.0, instrument, sizing_, books.instruments, books.portfolio, books.blotter);
  const Quantity lot =
      sizing_.whole_units && instrument.lot.raw() <= 0 ? Quantity::whole(1) : instrument.lot;
  return to_lot(std::min(*units, paid_for), lot);
}

Units EntrySizing::by_risk(const Entry& entry, std::span<const strategy::Ask> asks) const {
  const auto distance = stop_distance(asks, entry.ask, entry.price);
  if (!distance) return std::unexpected{Reason::EntryWithoutStop};
  if (distance->raw() <= 0) return std::unexpected{Reason::StopOnWrongSide};
  const auto risk = Ratio::from_double(sizing_.rule.value);
  TW_ASSERT(risk.has_value());
  return sizing::units_at_risk(entry.equity, *risk, *distance, entry.instrument.multiplier);
}

Units EntrySizing::by_volatility(const Entry& entry, const strategy::HistoryView& history) const {
  const auto deviation = deviation_of(history);
  if (!deviation) return std::unexpected{Reason::TooLittleHistory};
  const double volatility = *deviation * std::sqrt(sizing_.rule.bars_per_year);
  const double share = entry.ask.request.size.fraction();
  const double weight =
      sizing::volatility_weight(volatility, share * sizing_.rule.value, share * leverage());
  return sizing::units_of_weight(entry.equity, weight, entry.price, entry.instrument.multiplier);
}

Units EntrySizing::by_split(const Entry& entry, const strategy::Context& context,
                            std::size_t instruments) const {
  std::vector<InstrumentId> members;
  std::size_t place = 0;
  for (std::uint32_t i = 0; i < instruments; ++i) {
    const InstrumentId id{i};
    if (id == entry.instrument.id) place = members.size();
    if (id == entry.instrument.id || context.is_member(id)) members.push_back(id);
  }
  const auto covariance = covariance_in_common(context, members);
  if (!covariance) return std::unexpected{Reason::TooLittleHistory};
  const double weight = weights_by(sizing_.rule.kind, *covariance)[place];
  return sizing::units_of_weight(entry.equity, weight, entry.price, entry.instrument.multiplier);
}

Quantity EntrySizing::by_kelly(const Entry& entry) const {
  const double share = entry.ask.request.size.fraction();
  const double weight = share * kelly_.fraction(sizing_.rule.value, leverage());
  return sizing::units_of_weight(entry.equity, weight, entry.price, entry.instrument.multiplier);
}

void EntrySizing::learn(std::span<const portfolio::RoundTrip> closed) {
  if (sizing_.rule.kind != sizing::SizeRule::Kind::Kelly) return;
  for (const portfolio::RoundTrip& trip : closed) {
    if (trip.entry_value.raw() == 0) continue;
    kelly_.add(trip.pnl.as_double() / magnitude(trip.entry_value).as_double());
  }
}

}  // namespace tw::engine
