#include <optional>
#include <utility>

#include "indicators/accumulation.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/linear_regression_slope.hpp"
#include "indicators/mfi.hpp"
#include "indicators/money_flow.hpp"
#include "indicators/obv.hpp"
#include "indicators/volume_profile.hpp"
#include "indicators/vwap.hpp"

namespace tw::indicators {
namespace {

/// Returns the slope of OBV over the last `period` bars: is volume behind the move?
class ObvSlope {
 public:
  explicit ObvSlope(int period) : slope_{period} {}
  std::optional<double> update(const Candle& candle) { return slope_.update(*obv_.update(candle)); }

 private:
  Obv obv_;
  LinearRegressionSlope slope_;
};

double close_of(const Candle& candle) { return candle.close; }

template <double (*kPrice)(const Candle&)>
Column rolling_vwap(const ColumnValues& values, const ColumnInput& input) {
  RollingVwap vwap{whole(values[0])};
  const auto update = [&](std::size_t i) {
    const Candle candle = Candle::of(input.bars.at(i));
    return vwap.update(kPrice(candle), candle.volume);
  };
  return stream(input.bars.size(), update, kItself);
}

/// Anchored at the first regular bar of each session. Bars of a day or more are in regular hours.
Column session_vwap(const ColumnValues&, const ColumnInput& input) {
  const BarSeries& bars = input.bars;
  const bool has_hours = input.calendar != nullptr && bars.timeframe.is_intraday();
  AnchoredVwap vwap;
  std::optional<Session> hours;
  bool is_anchor = false;
  const auto update = [&](std::size_t i) -> std::optional<double> {
    if (begins_session(bars, i)) {
      is_anchor = true;
      if (has_hours) hours = input.calendar->session_or_assumed({bars.session[i]});
    }
    if (hours && !hours->contains({bars.start[i]})) return std::nullopt;
    return vwap.update(Candle::of(bars.at(i)), std::exchange(is_anchor, false));
  };
  return stream(bars.size(), update, kItself);
}

Column anchored_vwap(const ColumnValues& values, const ColumnInput& input) {
  const BarSeries& bars = input.bars;
  AnchoredVwap vwap;
  bool is_anchored = false;
  const auto update = [&](std::size_t i) -> std::optional<double> {
    const Date date{bars.session[i]};
    const int number = date.year() * 10'000 + date.month() * 100 + date.day();
    const bool is_anchor = !is_anchored && number >= whole(values[0]);
    is_anchored = is_anchored || is_anchor;
    return vwap.update(Candle::of(bars.at(i)), is_anchor);
  };
  return stream(bars.size(), update, kItself);
}

constexpr ColumnParameter kFastSlow[] = {{.name = "fast"}, {.name = "slow"}};
constexpr ColumnParameter kAnchor[] = {{.name = "yyyymmdd", .min = 19'000'101, .max = 99'991'231}};
constexpr ColumnParameter kProfile[] = {{.name = "n"}, {.name = "steps", .max = 1000}};

constexpr ColumnKind kVolume[] = {
    {"OBV",
     {},
     "OBV",
     "0",
     "On-balance volume, from the first bar's volume",
     "TA-Lib OBV",
     [](const ColumnValues&, const ColumnInput& in) { return of_candles(Obv{}, in); }},
    {"OBV_SLOPE", kPeriodFrom2, "OBV_SLOPE_5", "n - 1",
     "Least-squares slope of on-balance volume over n bars", "TA-Lib LINEARREG_SLOPE of TA-Lib OBV",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(ObvSlope{whole(v[0])}, in);
     }},
    {"TTR_OBV",
     {},
     "TTR_OBV",
     "0",
     "The same as OBV",
     "TTR OBV",
     [](const ColumnValues&, const ColumnInput& in) { return of_candles(Obv{}, in); }},
    {"AD",
     {},
     "AD",
     "0",
     "Accumulation/distribution line: volume by where the close lies in the range",
     "TA-Lib AD",
     [](const ColumnValues&, const ColumnInput& in) { return of_candles(AccumulationLine{}, in); }},
    {"ADOSC", kFastSlow, "ADOSC_3_10", "max - 1",
     "Chaikin oscillator: fast EMA minus slow EMA of AD, both from its first value on",
     "TA-Lib ADOSC",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(ChaikinOscillator{whole(v[0]), whole(v[1])}, in);
     }},
    {"MFI", kPeriod, "MFI_14", "n",
     "Money flow index, 0 to 100: share of rising typical prices in the money traded", "TA-Lib MFI",
     candles_column<Mfi>},
    {"CMF", kPeriod, "CMF_20", "n - 1",
     "Chaikin money flow, -1 to 1: volume by where the close lies, in all volume",
     "ta ChaikinMoneyFlowIndicator", candles_column<ChaikinMoneyFlow>},
    {"TTR_CMF", kPeriod, "TTR_CMF_20", "n - 1", "The same as CMF", "TTR CMF",
     candles_column<ChaikinMoneyFlow>},
    {"FORCE", kPeriod, "FORCE_13", "n",
     "Force index: EMA of change times volume, from the first change on", "ta ForceIndexIndicator",
     candles_column<ForceIndex>},
    {"VWAP_ROLLING", kPeriod, "VWAP_ROLLING_14", "n - 1",
     "Volume-weighted mean of the typical price over n bars", "ta VolumeWeightedAveragePrice",
     rolling_vwap<typical_price_of>},
    {"TTR_VWAP", kPeriod, "TTR_VWAP_20", "n - 1", "Volume-weighted mean of the close over n bars",
     "TTR VWAP", rolling_vwap<close_of>},
    {"VWAP_SESSION",
     {},
     "VWAP_SESSION",
     "0",
     "Volume-weighted mean of the typical price since the session's regular open; blank outside "
     "regular hours",
     "cumulative sums a session",
     session_vwap},
    {"vwap",
     {},
     "vwap",
     "0",
     "The same as VWAP_SESSION, the name of the reference file",
     "cumulative sums a session",
     session_vwap},
    {"VWAP_ANCHORED", kAnchor, "VWAP_ANCHORED_20230103", "first bar of yyyymmdd",
     "Volume-weighted mean of the typical price since the first session on or after a date, such "
     "as an earnings day",
     "cumulative sums", anchored_vwap},
    {"VP_POC", kProfile, "VP_POC_60_24", "n - 1",
     "Volume profile of n bars in price steps: middle of the step that traded most",
     "market profile on bars",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(VolumeProfile{whole(v[0]), whole(v[1])}, in,
                         [](const VolumeProfileValue& m) { return m.point_of_control; });
     }},
    {"VP_VAH", kProfile, "VP_VAH_60_24", "n - 1",
     "Upper edge of the steps around it that hold 70 % of the volume", "market profile on bars",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(VolumeProfile{whole(v[0]), whole(v[1])}, in,
                         [](const VolumeProfileValue& m) { return m.value_area_high; });
     }},
    {"VP_VAL", kProfile, "VP_VAL_60_24", "n - 1", "Lower edge of those steps",
     "market profile on bars",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(VolumeProfile{whole(v[0]), whole(v[1])}, in,
                         [](const VolumeProfileValue& m) { return m.value_area_low; });
     }},
};

}  // namespace

std::span<const ColumnKind> volume() { return kVolume; }

}  // namespace tw::indicators
