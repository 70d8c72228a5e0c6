#include "subjects.hpp"

#include <memory>
#include <utility>

#include "indicators/accumulation.hpp"
#include "indicators/adx.hpp"
#include "indicators/adxr.hpp"
#include "indicators/alma.hpp"
#include "indicators/aroon.hpp"
#include "indicators/atr.hpp"
#include "indicators/awesome_oscillator.hpp"
#include "indicators/balance_of_power.hpp"
#include "indicators/beta.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/candle_pattern.hpp"
#include "indicators/cci.hpp"
#include "indicators/choppiness.hpp"
#include "indicators/close_volatility.hpp"
#include "indicators/cmo.hpp"
#include "indicators/correlation.hpp"
#include "indicators/directional_index.hpp"
#include "indicators/directional_movement.hpp"
#include "indicators/donchian.hpp"
#include "indicators/dpo.hpp"
#include "indicators/ema.hpp"
#include "indicators/extreme.hpp"
#include "indicators/heikin_ashi.hpp"
#include "indicators/hma.hpp"
#include "indicators/ichimoku.hpp"
#include "indicators/kama.hpp"
#include "indicators/keltner.hpp"
#include "indicators/kst.hpp"
#include "indicators/linear_regression.hpp"
#include "indicators/linear_regression_slope.hpp"
#include "indicators/log_roc.hpp"
#include "indicators/macd.hpp"
#include "indicators/mass_index.hpp"
#include "indicators/mfi.hpp"
#include "indicators/midpoint.hpp"
#include "indicators/moments.hpp"
#include "indicators/momentum.hpp"
#include "indicators/money_flow.hpp"
#include "indicators/multiple_ema.hpp"
#include "indicators/natr.hpp"
#include "indicators/obv.hpp"
#include "indicators/parabolic_sar.hpp"
#include "indicators/pivot_points.hpp"
#include "indicators/price_oscillator.hpp"
#include "indicators/range_volatility.hpp"
#include "indicators/recursive_ema.hpp"
#include "indicators/roc.hpp"
#include "indicators/rsi.hpp"
#include "indicators/sample_variance.hpp"
#include "indicators/sma.hpp"
#include "indicators/std_dev.hpp"
#include "indicators/stochastic.hpp"
#include "indicators/stochastic_rsi.hpp"
#include "indicators/supertrend.hpp"
#include "indicators/t3.hpp"
#include "indicators/trima.hpp"
#include "indicators/trix.hpp"
#include "indicators/true_range.hpp"
#include "indicators/tsi.hpp"
#include "indicators/ulcer_index.hpp"
#include "indicators/ultimate_oscillator.hpp"
#include "indicators/vhf.hpp"
#include "indicators/volume_profile.hpp"
#include "indicators/vortex.hpp"
#include "indicators/vwap.hpp"
#include "indicators/weighted_atr.hpp"
#include "indicators/williams_r.hpp"
#include "indicators/window_sum.hpp"
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

Outputs outputs_of(const PriceOscillatorValue& v) { return {v.absolute, v.percent}; }
Outputs outputs_of(const KstValue& v) { return {v.line, v.signal}; }
Outputs outputs_of(const AroonValue& v) { return {v.up, v.down, v.oscillator}; }
Outputs outputs_of(const VortexValue& v) { return {v.plus, v.minus}; }
Outputs outputs_of(const SupertrendValue& v) { return {v.line, v.direction}; }
Outputs outputs_of(const IchimokuValue& v) { return {v.tenkan, v.kijun, v.senkou_a, v.senkou_b}; }
Outputs outputs_of(const KeltnerValue& v) { return {v.upper, v.middle, v.lower}; }
Outputs outputs_of(const Candle& v) { return {v.open, v.high, v.low, v.close}; }
Outputs outputs_of(const LinearRegressionValue& v) {
  return {v.end, v.slope, v.intercept, v.angle(), v.next};
}
Outputs outputs_of(const VolumeProfileValue& v) {
  return {v.point_of_control, v.value_area_high, v.value_area_low};
}
Outputs outputs_of(const PivotLevels& v) {
  return {v.pivot,      v.resistance[0], v.resistance[1], v.resistance[2], v.resistance[3],
          v.support[0], v.support[1],    v.support[2],    v.support[3]};
}

constexpr auto kClose = [](const Sample& sample) { return sample.candle.close; };
constexpr auto kHigh = [](const Sample& sample) { return sample.candle.high; };
constexpr auto kLow = [](const Sample& sample) { return sample.candle.low; };
constexpr auto kWhole = [](const Sample& sample) { return sample.candle; };
constexpr auto kAll = [](const Sample& sample) { return sample; };

/// An indicator of two series, fed as its column is.
template <class Pair, bool kAgainstBenchmark>
struct PairOf {
  std::optional<double> update(const Sample& s) {
    return kAgainstBenchmark ? pair.update(s.benchmark, s.candle.close)
                             : pair.update(s.candle.high, s.candle.low);
  }
  int warmup() const { return pair.warmup(); }
  void reset() { pair.reset(); }

  Pair pair;
};

template <bool kOfClose>
struct RollingVwapOf {
  std::optional<double> update(const Sample& s) {
    const double price = kOfClose ? s.candle.close : typical_price_of(s.candle);
    return vwap.update(price, s.candle.volume);
  }
  int warmup() const { return vwap.warmup(); }
  void reset() { vwap.reset(); }

  RollingVwap vwap;
};

struct SessionVwap {
  std::optional<double> update(const Sample& s) { return vwap.update(s.candle, s.begins_session); }
  int warmup() const { return 0; }
  void reset() { vwap.reset(); }

  AnchoredVwap vwap;
};

/// Anchored at the session of 1970-01-05, the fifth.
struct VwapSinceAnchor {
  std::optional<double> update(const Sample& s) {
    return vwap.update(s.candle, s.begins_session && s.session == 4);
  }
  int warmup() const { return 4 * 12; }
  void reset() { vwap.reset(); }

  AnchoredVwap vwap;
};

template <PivotLevels (*kMethod)(const Candle&)>
struct Pivots {
  std::optional<PivotLevels> update(const Sample& s) {
    const auto session = sessions.update(s.candle, s.begins_session);
    if (!session) return std::nullopt;
    return kMethod(*session);
  }
  int warmup() const { return 12; }
  void reset() { sessions.reset(); }

  PreviousSession sessions;
};

template <class Indicator, class Input>
std::function<Probe()> maker(const Indicator& fresh, Input input) {
  return [fresh, input] {
    const auto indicator = std::make_shared<Indicator>(fresh);
    return Probe{.update = [indicator, input](const Sample& sample) -> std::optional<Outputs> {
                   const auto value = indicator->update(input(sample));
                   if (!value) return std::nullopt;
                   return outputs_of(*value);
                 },
                 .reset = [indicator] { indicator->reset(); },
                 .warmup = indicator->warmup()};
  };
}

/// Adds one indicator of one period, whose columns all end in it.
struct Periodic {
  template <class Indicator, class Input>
  void operator()(const std::string& name, const Indicator& indicator, Input input,
                  std::vector<std::string> columns, Nan nan = Nan::Unspecified) const {
    for (std::string& column : columns) {
      if (!column.empty()) column += tail;
    }
    all.push_back({name + tail, maker(indicator, input), std::move(columns), nan});
  }

  std::vector<Subject>& all;
  std::string tail;
};

void add_of_closes(const Periodic& add, int n) {
  add("Sma", Sma{n}, kClose, {"SMA"}, Nan::Stays);
  add("Ema", Ema{n}, kClose, {"EMA"}, Nan::Stays);
  add("Wma", Wma{n}, kClose, {"WMA"}, n > 1 ? Nan::Stays : Nan::Passes);
  add("Rsi", Rsi{n}, kClose, {n > 1 ? "RSI" : ""}, Nan::Stays);
  add("Moments", Moments{n}, kClose, {"", "VAR"}, Nan::Stays);
  add("StdDev", StdDev{n}, kClose, {n > 1 ? "STDDEV" : ""}, Nan::Stays);
  add("Dema", Dema{n}, kClose, {"DEMA"}, Nan::Stays);
  add("Tema", Tema{n}, kClose, {"TEMA"}, Nan::Stays);
  add("Trima", Trima{n}, kClose, {"TRIMA"}, Nan::Stays);
  add("Kama", Kama{n}, kClose, {"KAMA"}, Nan::Stays);
  add("Alma", Alma{n}, kClose, {"ALMA"}, Nan::Passes);
  add("Cmo", Cmo{n}, kClose, {n > 1 ? "CMO" : ""}, Nan::Stays);
  add("PlainCmo", PlainCmo{n}, kClose, {n > 1 ? "TTR_CMO" : ""}, Nan::Stays);
  add("Trix", Trix{n}, kClose, {"TRIX"}, Nan::Stays);
  add("LogRoc", LogRoc{n}, kClose, {""}, Nan::Passes);
  add("Dpo", Dpo{n}, kClose, {"DPO"}, Nan::Stays);
  add("Vhf", Vhf{n}, kClose, {"TTR_VHF"}, Nan::Stays);
  add("UlcerIndex", UlcerIndex{n}, kClose, {"ULCER"}, Nan::Stays);
  add("RecursiveEma", RecursiveEma{n}, kClose, {""}, Nan::Stays);
  add("WindowSum", WindowSum{n}, kClose, {""}, Nan::Stays);
  add("Midpoint", Midpoint{n}, kClose, {n > 1 ? "MIDPOINT" : ""}, Nan::Stays);
  add("Roc", Roc{n}, kClose, {"ROC"}, Nan::Passes);
  add("Momentum", Momentum{n}, kClose, {"MOM"}, Nan::Passes);
  add("HighestClose", Highest{n}, kClose, {""}, Nan::Stays);
  add("LowestClose", Lowest{n}, kClose, {""}, Nan::Stays);
}

void add_of_bars(const Periodic& add, int n) {
  add("Cci", Cci{n}, kWhole, {"CCI"});
  add("WilliamsR", WilliamsR{n}, kWhole, {"WILLR"});
  add("Mfi", Mfi{n}, kWhole, {"MFI"});
  add("Aroon", Aroon{n}, kWhole, {"AROON_UP", "AROON_DOWN", "AROONOSC"});
  add("EarlyAroon", Aroon{n, true}, kWhole, {"TTR_AROON_UP", "TTR_AROON_DN"});
  add("Vortex", Vortex{n}, kWhole, {"VORTEX_POS", "VORTEX_NEG"});
  add("Natr", Natr{n}, kWhole, {"NATR"});
  add("WeightedAtr", WeightedAtr{n}, kWhole, {"PTA_ATR"});
  add("FirstBarAtr", FirstBarAtr{n}, kWhole, {""});
  add("KeltnerOriginal", KeltnerOriginal{n}, kWhole,
      {"KELTNER_ORIG_UPPER", "KELTNER_ORIG_MIDDLE", "KELTNER_ORIG_LOWER"});
  add("Parkinson", ParkinsonVolatility{n}, kWhole, {"VOL_PARKINSON"});
  add("GarmanKlass", GarmanKlassVolatility{n}, kWhole, {"VOL_GARMAN_KLASS"});
  add("RogersSatchell", RogersSatchellVolatility{n}, kWhole, {"VOL_ROGERS_SATCHELL"});
  add("GapGarmanKlass", GapGarmanKlassVolatility{n}, kWhole, {"VOL_GK_YZ"});
  add("ChaikinMoneyFlow", ChaikinMoneyFlow{n}, kWhole, {"CMF"});
  add("ForceIndex", ForceIndex{n}, kWhole, {"FORCE"});
  add("Middle", Donchian{n}, kWhole, {"", n > 1 ? "MIDPRICE" : ""});
  add("SameAtr", Atr{n}, kWhole, {"TTR_ATR"});
  add("SameDonchian", Donchian{n}, kWhole, {"TTR_DONCHIAN_HIGH", "", "TTR_DONCHIAN_LOW"});
  add("SameMoneyFlow", ChaikinMoneyFlow{n}, kWhole, {"TTR_CMF"});
  add("Atr", Atr{n}, kWhole, {"ATR"});
  add("Highest", Highest{n}, kHigh, {"MAX_HIGH"});
  add("Lowest", Lowest{n}, kLow, {"MIN_LOW"});
  add("Donchian", Donchian{n}, kWhole, {"DONCHIAN_UPPER", "DONCHIAN_MIDDLE", "DONCHIAN_LOWER"});
}

void add_of_two_series(const Periodic& add, int n) {
  add("RollingVwap", RollingVwapOf<false>{RollingVwap{n}}, kAll, {"VWAP_ROLLING"});
  add("CloseVwap", RollingVwapOf<true>{RollingVwap{n}}, kAll, {"TTR_VWAP"});
  add("HighLowCorrelation", PairOf<Correlation, false>{Correlation{n}}, kAll, {"CORREL_HL"});
  add("Correlation", PairOf<Correlation, true>{Correlation{n}}, kAll, {"CORREL_BENCH"});
  add("HighLowBeta", PairOf<Beta, false>{Beta{n}}, kAll, {"BETA_HL"});
  add("Beta", PairOf<Beta, true>{Beta{n}}, kAll, {"BETA_BENCH"});
}

void add_from_two_samples_on(const Periodic& add, int n) {
  add("Hma", Hma{n}, kClose, {"HMA"}, Nan::Stays);
  add("SameHma", Hma{n}, kClose, {"TTR_HMA"});
  add("SameRsi", Rsi{n}, kClose, {"TTR_RSI"});
  add("Adxr", Adxr{n}, kWhole, {"ADXR"});
  add("Choppiness", Choppiness{n}, kWhole, {"CHOP"});
  add("SampleVariance", SampleVariance{n}, kClose, {""}, Nan::Passes);
  add("YangZhang", YangZhangVolatility{n}, kWhole, {"VOL_YANG_ZHANG"});
  if (n > 2) add("CloseVolatility", CloseVolatility{n}, kClose, {"VOL_CLOSE"}, Nan::Passes);
  add("LinearRegression", LinearRegression{n}, kClose,
      {"LINEARREG", "", "LINEARREG_INTERCEPT", "LINEARREG_ANGLE", "TSF"}, Nan::Passes);
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

void add_periodic(std::vector<Subject>& all, int n) {
  const Periodic add{.all = all, .tail = "_" + std::to_string(n)};
  add_of_closes(add, n);
  add_of_bars(add, n);
  add_of_two_series(add, n);
  if (n >= 2) add_from_two_samples_on(add, n);
}

void add_averages_and_oscillators(std::vector<Subject>& all) {
  for (const int n : {1, 2, 5, 14}) {
    const std::string period = std::to_string(n);
    all.push_back(
        {"T3_" + period, maker(T3{n, 0.7}, kClose), {"T3_" + period + "_0.7"}, Nan::Stays});
  }
  all.push_back({"PriceOscillator_12_26",
                 maker(PriceOscillator{12, 26}, kClose),
                 {"APO_EMA_12_26", "PPO_EMA_12_26"},
                 Nan::Stays});
  all.push_back({"StochasticRsi_14_5_3",
                 maker(StochasticRsi{{.rsi = 14, .fast_k = 5, .fast_d = 3}}, kClose),
                 {"STOCHRSI_FASTK_14_5_3", "STOCHRSI_FASTD_14_5_3"},
                 Nan::Stays});
  all.push_back({"BalanceOfPower", maker(BalanceOfPower{}, kWhole), {"BOP"}});
  all.push_back({"UltimateOscillator_7_14_28",
                 maker(UltimateOscillator{{7, 14, 28}}, kWhole),
                 {"ULTOSC_7_14_28"}});
  all.push_back(
      {"UltimateOscillator_9_3_1", maker(UltimateOscillator{{1, 3, 9}}, kWhole), {"ULTOSC_9_3_1"}});
  all.push_back({"LogRocColumn_14", maker(LogRoc{14}, kClose), {"TTR_ROC_14_log"}, Nan::Passes});
  all.push_back({"Tsi_25_13", maker(Tsi{25, 13}, kClose), {"TSI_25_13"}, Nan::Stays});
  all.push_back({"AwesomeOscillator_5_34", maker(AwesomeOscillator{5, 34}, kWhole), {"AO_5_34"}});
  all.push_back({"Kst", maker(Kst{}, kClose), {"KST", "KST_SIGNAL"}, Nan::Stays});
}

void add_trends_and_channels(std::vector<Subject>& all) {
  all.push_back({"ParabolicSar", maker(ParabolicSar{0.02, 0.2}, kWhole), {"SAR_0.02_0.2"}});
  all.push_back({"SwiftSar", maker(ParabolicSar{0.5, 0.3}, kWhole), {"SAR_0.5_0.3"}});
  all.push_back({"Supertrend_7_3",
                 maker(Supertrend{7, 3.0}, kWhole),
                 {"SUPERTREND_7_3.0", "SUPERTREND_DIR_7_3.0"}});
  all.push_back({"Supertrend_1_0",
                 maker(Supertrend{1, 0.0}, kWhole),
                 {"SUPERTREND_1_0", "SUPERTREND_DIR_1_0"}});
  all.push_back(
      {"Ichimoku_9_26_52", maker(Ichimoku{}, kWhole), {"", "", "", "ICHIMOKU_SENKOU_B_9_26_52"}});
  all.push_back({"IchimokuSpanA",
                 maker(Ichimoku{{.tenkan = 9, .kijun = 26, .senkou = 1}}, kWhole),
                 {"", "ICHIMOKU_KIJUN_9_26_52", "ICHIMOKU_SENKOU_A_9_26_52"}});
  all.push_back({"IchimokuTenkan",
                 maker(Ichimoku{{.tenkan = 9, .kijun = 1, .senkou = 1}}, kWhole),
                 {"ICHIMOKU_TENKAN_9_26_52"}});
  all.push_back({"MassIndex_9_25", maker(MassIndex{9, 25}, kWhole), {"MASS_9_25"}});
  all.push_back(
      {"KeltnerEma_20_10_2",
       maker(KeltnerEma{20, 10, 2.0}, kWhole),
       {"KELTNER_EMA_UPPER_20_10_2", "KELTNER_EMA_MIDDLE_20_10_2", "KELTNER_EMA_LOWER_20_10_2"}});
  all.push_back(
      {"HeikinAshi", maker(HeikinAshi{}, kWhole), {"HA_OPEN", "HA_HIGH", "HA_LOW", "HA_CLOSE"}});
}

void add_volume_and_levels(std::vector<Subject>& all) {
  all.push_back({"AccumulationLine", maker(AccumulationLine{}, kWhole), {"AD"}});
  all.push_back({"SameObv", maker(Obv{}, kWhole), {"TTR_OBV"}});
  all.push_back(
      {"ChaikinOscillator_3_10", maker(ChaikinOscillator{3, 10}, kWhole), {"ADOSC_3_10"}});
  all.push_back({"ChaikinOscillator_1_1", maker(ChaikinOscillator{1, 1}, kWhole), {"ADOSC_1_1"}});
  all.push_back({"SessionVwap", maker(SessionVwap{}, kAll), {"VWAP_SESSION"}});
  all.push_back({"SessionVwapByItsOtherName", maker(SessionVwap{}, kAll), {"vwap"}});
  all.push_back({"AnchoredVwap", maker(VwapSinceAnchor{}, kAll), {"VWAP_ANCHORED_19700105"}});
  all.push_back({"VolumeProfile_20_8",
                 maker(VolumeProfile{20, 8}, kWhole),
                 {"VP_POC_20_8", "VP_VAH_20_8", "VP_VAL_20_8"}});
  all.push_back(
      {"ClassicPivots",
       maker(Pivots<classic_pivots>{}, kAll),
       {"PIVOT", "PIVOT_R1", "PIVOT_R2", "PIVOT_R3", "", "PIVOT_S1", "PIVOT_S2", "PIVOT_S3"}});
  all.push_back({"FibonacciPivots",
                 maker(Pivots<fibonacci_pivots>{}, kAll),
                 {"", "PIVOT_FIB_R1", "PIVOT_FIB_R2", "PIVOT_FIB_R3", "", "PIVOT_FIB_S1",
                  "PIVOT_FIB_S2", "PIVOT_FIB_S3"}});
  all.push_back({"CamarillaPivots",
                 maker(Pivots<camarilla_pivots>{}, kAll),
                 {"", "PIVOT_CAM_R1", "PIVOT_CAM_R2", "PIVOT_CAM_R3", "PIVOT_CAM_R4",
                  "PIVOT_CAM_S1", "PIVOT_CAM_S2", "PIVOT_CAM_S3", "PIVOT_CAM_S4"}});
}

std::vector<Subject> make_all() {
  std::vector<Subject> all;
  for (const int n : {1, 2, 5, 14, 30}) add_periodic(all, n);
  add_averages_and_oscillators(all);
  add_trends_and_channels(all);
  add_volume_and_levels(all);
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
