#include "subjects.hpp"

#include <memory>
#include <utility>

#include "indicators/adx.hpp"
#include "indicators/atr.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/candle_pattern.hpp"
#include "indicators/directional_index.hpp"
#include "indicators/directional_movement.hpp"
#include "indicators/donchian.hpp"
#include "indicators/ema.hpp"
#include "indicators/extreme.hpp"
#include "indicators/linear_regression_slope.hpp"
#include "indicators/macd.hpp"
#include "indicators/moments.hpp"
#include "indicators/momentum.hpp"
#include "indicators/obv.hpp"
#include "indicators/roc.hpp"
#include "indicators/rsi.hpp"
#include "indicators/sma.hpp"
#include "indicators/std_dev.hpp"
#include "indicators/stochastic.hpp"
#include "indicators/true_range.hpp"
#include "indicators/wma.hpp"

namespace tw::indicators {
namespace {

Outputs outputs_of(double value) { return {value}; }
Outputs outputs_of(const MacdValue& v) { return {v.line, v.signal, v.histogram}; }
Outputs outputs_of(const MomentsValue& v) { return {v.mean, v.variance}; }
Outputs outputs_of(const BollingerValue& v) { return {v.upper, v.middle, v.lower}; }
Outputs outputs_of(const DirectionalMovementValue& v) { return {v.plus, v.minus, v.true_range}; }
Outputs outputs_of(const DirectionalIndexValue& v) { return {v.plus_di, v.minus_di, v.dx}; }
Outputs outputs_of(const AdxValue& v) { return {v.adx, v.plus_di, v.minus_di, v.dx}; }
Outputs outputs_of(const DonchianValue& v) { return {v.upper, v.middle(), v.lower}; }
Outputs outputs_of(const StochasticValue& v) { return {v.k, v.d}; }

constexpr auto kClose = [](const Candle& candle) { return candle.close; };
constexpr auto kHigh = [](const Candle& candle) { return candle.high; };
constexpr auto kLow = [](const Candle& candle) { return candle.low; };
constexpr auto kWhole = [](const Candle& candle) { return candle; };

template <class Indicator, class Input>
std::function<Probe()> maker(const Indicator& fresh, Input input) {
  return [fresh, input] {
    const auto indicator = std::make_shared<Indicator>(fresh);
    return Probe{.update = [indicator, input](const Candle& candle) -> std::optional<Outputs> {
                   const auto value = indicator->update(input(candle));
                   if (!value) return std::nullopt;
                   return outputs_of(*value);
                 },
                 .reset = [indicator] { indicator->reset(); },
                 .warmup = indicator->warmup()};
  };
}

void add_periodic(std::vector<Subject>& all, int n) {
  const std::string tail = "_" + std::to_string(n);
  const auto add = [&](const std::string& name, const auto& indicator, auto input,
                       std::vector<std::string> columns, Nan nan = Nan::Unspecified) {
    for (std::string& column : columns) {
      if (!column.empty()) column += tail;
    }
    all.push_back({name + tail, maker(indicator, input), std::move(columns), nan});
  };
  add("Sma", Sma{n}, kClose, {"SMA"}, Nan::Stays);
  add("Ema", Ema{n}, kClose, {"EMA"}, Nan::Stays);
  add("Wma", Wma{n}, kClose, {"WMA"}, n > 1 ? Nan::Stays : Nan::Passes);
  add("Rsi", Rsi{n}, kClose, {n > 1 ? "RSI" : ""}, Nan::Stays);
  add("Moments", Moments{n}, kClose, {"", "VAR"}, Nan::Stays);
  add("StdDev", StdDev{n}, kClose, {n > 1 ? "STDDEV" : ""}, Nan::Stays);
  add("Roc", Roc{n}, kClose, {"ROC"}, Nan::Passes);
  add("Momentum", Momentum{n}, kClose, {"MOM"}, Nan::Passes);
  add("Atr", Atr{n}, kWhole, {"ATR"});
  add("Highest", Highest{n}, kHigh, {"MAX_HIGH"});
  add("HighestClose", Highest{n}, kClose, {""}, Nan::Stays);
  add("Lowest", Lowest{n}, kLow, {"MIN_LOW"});
  add("LowestClose", Lowest{n}, kClose, {""}, Nan::Stays);
  add("Donchian", Donchian{n}, kWhole, {"DONCHIAN_UPPER", "DONCHIAN_MIDDLE", "DONCHIAN_LOWER"});
  if (n < 2) return;
  add("Slope", LinearRegressionSlope{n}, kClose, {"LINEARREG_SLOPE"}, Nan::Passes);
  add("DirectionalMovement", DirectionalMovement{n}, kWhole, {"PLUS_DM", "MINUS_DM"});
  add("DirectionalIndex", DirectionalIndex{n}, kWhole, {"PLUS_DI", "MINUS_DI", "DX"});
  add("Adx", Adx{n}, kWhole, {"ADX"});
}

void add_candle_patterns(std::vector<Subject>& all) {
  for (const CandleRule& rule : candle_rules()) {
    const std::string name{rule.name};
    all.push_back({name, maker(CandlePattern{rule}, kWhole), {name}});
  }
}

std::vector<Subject> make_all() {
  std::vector<Subject> all;
  for (const int n : {1, 2, 5, 14, 30}) add_periodic(all, n);
  all.push_back({"TrueRange", maker(TrueRange{}, kWhole), {"TRANGE"}});
  all.push_back({"Obv", maker(Obv{}, kWhole), {"OBV"}});
  all.push_back({"Bollinger_20",
                 maker(Bollinger{20, 2.0}, kClose),
                 {"BBUPPER_20_2.0", "BBMIDDLE_20_2.0", "BBLOWER_20_2.0"},
                 Nan::Stays});
  all.push_back({"Macd_12_26_9",
                 maker(Macd{{.fast = 12, .slow = 26, .signal = 9}}, kClose),
                 {"MACD_12_26_9", "MACDSIGNAL_12_26_9", "MACDHIST_12_26_9"},
                 Nan::Stays});
  all.push_back({"Macd_2_3_1",
                 maker(Macd{{.fast = 2, .slow = 3, .signal = 1}}, kClose),
                 {"MACD_2_3_1", "MACDSIGNAL_2_3_1", "MACDHIST_2_3_1"},
                 Nan::Stays});
  all.push_back({"Stochastic_14_3_3",
                 maker(Stochastic{{.fast_k = 14, .slow_k = 3, .slow_d = 3}}, kWhole),
                 {"STOCH_SLOWK_14_3_3", "STOCH_SLOWD_14_3_3"},
                 Nan::Stays});
  all.push_back({"Stochastic_5_1_3",
                 maker(Stochastic{{.fast_k = 5, .slow_k = 1, .slow_d = 3}}, kWhole),
                 {"STOCHF_FASTK_5_3", "STOCHF_FASTD_5_3"},
                 Nan::Stays});
  add_candle_patterns(all);
  return all;
}

}  // namespace

const std::vector<Subject>& subjects() {
  static const std::vector<Subject> all = make_all();
  return all;
}

}  // namespace tw::indicators
