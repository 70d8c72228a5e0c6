#include "sim/slippage.hpp"

#include <algorithm>
#include <cmath>

namespace tw::sim {
namespace {

Price tick_of(const Taking& taking) {
  if (taking.tick.raw() > 0) return taking.tick;
  constexpr std::int64_t kCent = Price::kScale / 100;
  return Price::from_raw(taking.price >= Price::whole(1) ? kCent : kCent / 100);
}

double share_of_volume(const Taking& taking) {
  const double volume = taking.volume.as_double();
  return volume > 0.0 ? taking.quantity.as_double() / volume : 1.0;
}

double sigma_of(const Taking& taking) {
  if (taking.low.raw() <= 0 || taking.high <= taking.low) return 0.0;
  constexpr double kFourLn2 = 2.772588722239781;
  return std::log(taking.high.as_double() / taking.low.as_double()) / std::sqrt(kFourLn2);
}

/// Returns the part of the price that the model takes.
Ratio impact(const SlippageModel& model, const Taking& taking) {
  if (model.kind == SlippageModel::Kind::Rate) return model.amount;
  const double share = share_of_volume(taking);
  const double part = model.kind == SlippageModel::Kind::VolumeShare
                          ? model.amount.as_double() * share * share
                          : model.amount.as_double() * sigma_of(taking) * std::sqrt(share);
  return Ratio::from_double(std::min(part, kImpactMax.as_double())).value_or(kImpactMax);
}

Price worsening(const SlippageModel& model, const Taking& taking) {
  if (model.kind == SlippageModel::Kind::None) return {};
  if (model.kind != SlippageModel::Kind::Ticks) {
    return portion(taking.price, impact(model, taking), Rounding::HalfEven);
  }
  const Price most = portion(taking.price, kImpactMax, Rounding::Down);
  return std::min(portion(tick_of(taking), model.amount, Rounding::HalfEven), most);
}

}  // namespace

Price slipped(const SlippageModel& model, const Taking& taking) {
  const Price worse = worsening(model, taking);
  return taking.side == Side::Buy ? taking.price + worse : taking.price - worse;
}

}  // namespace tw::sim
