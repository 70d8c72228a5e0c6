#include <cstddef>
#include <optional>

#include "indicators/catalogue_families.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/heikin_ashi.hpp"
#include "indicators/pivot_points.hpp"

namespace tw::indicators {
namespace {

using Method = PivotLevels (*)(const Candle& session);

/// Returns what `pick` takes of the levels that hold for each bar.
template <class Pick>
Column levels_column(const ColumnInput& input, Method method, Pick pick) {
  PreviousSession sessions;
  const auto update = [&](std::size_t i) {
    return sessions.update(Candle::of(input.bars.at(i)), begins_session(input.bars, i));
  };
  return stream(input.bars.size(), update,
                [&](const Candle& session) { return pick(method(session)); });
}

template <Method kMethod>
Column pivot_column(const ColumnValues&, const ColumnInput& input) {
  return levels_column(input, kMethod, [](const PivotLevels& levels) { return levels.pivot; });
}

template <Method kMethod, auto kSide, std::size_t kIndex>
Column pivot_column(const ColumnValues&, const ColumnInput& input) {
  return levels_column(input, kMethod,
                       [](const PivotLevels& levels) { return (levels.*kSide)[kIndex]; });
}

constexpr ColumnKind kLevels[] = {
    {"HA_OPEN",
     {},
     "HA_OPEN",
     "0",
     "Heikin-Ashi open: middle of the smoothed body before; first (o + c)/2",
     "pandas-ta ha",
     [](const ColumnValues&, const ColumnInput& in) {
       return of_candles(HeikinAshi{}, in, [](const Candle& m) { return m.open; });
     }},
    {"HA_HIGH",
     {},
     "HA_HIGH",
     "0",
     "Heikin-Ashi high: highest of the high and the smoothed body",
     "pandas-ta ha",
     [](const ColumnValues&, const ColumnInput& in) {
       return of_candles(HeikinAshi{}, in, [](const Candle& m) { return m.high; });
     }},
    {"HA_LOW",
     {},
     "HA_LOW",
     "0",
     "Heikin-Ashi low: lowest of the low and the smoothed body",
     "pandas-ta ha",
     [](const ColumnValues&, const ColumnInput& in) {
       return of_candles(HeikinAshi{}, in, [](const Candle& m) { return m.low; });
     }},
    {"HA_CLOSE",
     {},
     "HA_CLOSE",
     "0",
     "Heikin-Ashi close: mean of open, high, low and close",
     "pandas-ta ha",
     [](const ColumnValues&, const ColumnInput& in) {
       return of_candles(HeikinAshi{}, in, [](const Candle& m) { return m.close; });
     }},
    {"PIVOT",
     {},
     "PIVOT",
     "second session",
     "Pivot: (h + l + c)/3 of the session before",
     "floor traders",
     pivot_column<classic_pivots>},
    {"PIVOT_R1",
     {},
     "PIVOT_R1",
     "second session",
     "Classic resistance 1 from the session before: 2P - l",
     "floor traders",
     pivot_column<classic_pivots, &PivotLevels::resistance, 0>},
    {"PIVOT_R2",
     {},
     "PIVOT_R2",
     "second session",
     "Classic resistance 2 from the session before: P + (h - l)",
     "floor traders",
     pivot_column<classic_pivots, &PivotLevels::resistance, 1>},
    {"PIVOT_R3",
     {},
     "PIVOT_R3",
     "second session",
     "Classic resistance 3 from the session before: h + 2(P - l)",
     "floor traders",
     pivot_column<classic_pivots, &PivotLevels::resistance, 2>},
    {"PIVOT_S1",
     {},
     "PIVOT_S1",
     "second session",
     "Classic support 1 from the session before: 2P - h",
     "floor traders",
     pivot_column<classic_pivots, &PivotLevels::support, 0>},
    {"PIVOT_S2",
     {},
     "PIVOT_S2",
     "second session",
     "Classic support 2 from the session before: P - (h - l)",
     "floor traders",
     pivot_column<classic_pivots, &PivotLevels::support, 1>},
    {"PIVOT_S3",
     {},
     "PIVOT_S3",
     "second session",
     "Classic support 3 from the session before: l - 2(h - P)",
     "floor traders",
     pivot_column<classic_pivots, &PivotLevels::support, 2>},
    {"PIVOT_FIB_R1",
     {},
     "PIVOT_FIB_R1",
     "second session",
     "Fibonacci resistance 1 from the session before: P + 0.382(h - l)",
     "Fibonacci shares",
     pivot_column<fibonacci_pivots, &PivotLevels::resistance, 0>},
    {"PIVOT_FIB_R2",
     {},
     "PIVOT_FIB_R2",
     "second session",
     "Fibonacci resistance 2 from the session before: P + 0.618(h - l)",
     "Fibonacci shares",
     pivot_column<fibonacci_pivots, &PivotLevels::resistance, 1>},
    {"PIVOT_FIB_R3",
     {},
     "PIVOT_FIB_R3",
     "second session",
     "Fibonacci resistance 3 from the session before: P + (h - l)",
     "Fibonacci shares",
     pivot_column<fibonacci_pivots, &PivotLevels::resistance, 2>},
    {"PIVOT_FIB_S1",
     {},
     "PIVOT_FIB_S1",
     "second session",
     "Fibonacci support 1 from the session before: P - 0.382(h - l)",
     "Fibonacci shares",
     pivot_column<fibonacci_pivots, &PivotLevels::support, 0>},
    {"PIVOT_FIB_S2",
     {},
     "PIVOT_FIB_S2",
     "second session",
     "Fibonacci support 2 from the session before: P - 0.618(h - l)",
     "Fibonacci shares",
     pivot_column<fibonacci_pivots, &PivotLevels::support, 1>},
    {"PIVOT_FIB_S3",
     {},
     "PIVOT_FIB_S3",
     "second session",
     "Fibonacci support 3 from the session before: P - (h - l)",
     "Fibonacci shares",
     pivot_column<fibonacci_pivots, &PivotLevels::support, 2>},
    {"PIVOT_CAM_R1",
     {},
     "PIVOT_CAM_R1",
     "second session",
     "Camarilla resistance 1 from the session before: c + 1.1(h - l)/12",
     "Scott 1989",
     pivot_column<camarilla_pivots, &PivotLevels::resistance, 0>},
    {"PIVOT_CAM_R2",
     {},
     "PIVOT_CAM_R2",
     "second session",
     "Camarilla resistance 2 from the session before: c + 1.1(h - l)/6",
     "Scott 1989",
     pivot_column<camarilla_pivots, &PivotLevels::resistance, 1>},
    {"PIVOT_CAM_R3",
     {},
     "PIVOT_CAM_R3",
     "second session",
     "Camarilla resistance 3 from the session before: c + 1.1(h - l)/4",
     "Scott 1989",
     pivot_column<camarilla_pivots, &PivotLevels::resistance, 2>},
    {"PIVOT_CAM_R4",
     {},
     "PIVOT_CAM_R4",
     "second session",
     "Camarilla resistance 4 from the session before: c + 1.1(h - l)/2",
     "Scott 1989",
     pivot_column<camarilla_pivots, &PivotLevels::resistance, 3>},
    {"PIVOT_CAM_S1",
     {},
     "PIVOT_CAM_S1",
     "second session",
     "Camarilla support 1 from the session before: c - 1.1(h - l)/12",
     "Scott 1989",
     pivot_column<camarilla_pivots, &PivotLevels::support, 0>},
    {"PIVOT_CAM_S2",
     {},
     "PIVOT_CAM_S2",
     "second session",
     "Camarilla support 2 from the session before: c - 1.1(h - l)/6",
     "Scott 1989",
     pivot_column<camarilla_pivots, &PivotLevels::support, 1>},
    {"PIVOT_CAM_S3",
     {},
     "PIVOT_CAM_S3",
     "second session",
     "Camarilla support 3 from the session before: c - 1.1(h - l)/4",
     "Scott 1989",
     pivot_column<camarilla_pivots, &PivotLevels::support, 2>},
    {"PIVOT_CAM_S4",
     {},
     "PIVOT_CAM_S4",
     "second session",
     "Camarilla support 4 from the session before: c - 1.1(h - l)/2",
     "Scott 1989",
     pivot_column<camarilla_pivots, &PivotLevels::support, 3>},
};

}  // namespace

std::span<const ColumnKind> levels() { return kLevels; }

}  // namespace tw::indicators
