#include "indicators/adx.hpp"
#include "indicators/catalogue_families.hpp"
#include "indicators/column_stream.hpp"

namespace tw::indicators {
namespace {

constexpr ColumnKind kKinds[] = {
    {"ADX", kPeriodFrom2, "ADX_14", "2n - 1",
     "Average directional index, 0 to 100: strength of the trend either way", "TA-Lib ADX",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Adx{whole(v[0])}, in, [](const AdxValue& m) { return m.adx; });
     }},
    {"DX", kPeriodFrom2, "DX_14", "n", "Directional index, 0 to 100: what ADX averages",
     "TA-Lib DX",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalIndex{whole(v[0])}, in,
                         [](const DirectionalIndexValue& m) { return m.dx; });
     }},
    {"PLUS_DI", kPeriodFrom2, "PLUS_DI_14", "n", "Share of upward movement in the true range, +DI",
     "TA-Lib PLUS_DI",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalIndex{whole(v[0])}, in,
                         [](const DirectionalIndexValue& m) { return m.plus_di; });
     }},
    {"MINUS_DI", kPeriodFrom2, "MINUS_DI_14", "n",
     "Share of downward movement in the true range, -DI", "TA-Lib MINUS_DI",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalIndex{whole(v[0])}, in,
                         [](const DirectionalIndexValue& m) { return m.minus_di; });
     }},
    {"PLUS_DM", kPeriodFrom2, "PLUS_DM_14", "n - 1", "Wilder sum of upward movement, +DM",
     "TA-Lib PLUS_DM",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalMovement{whole(v[0])}, in,
                         [](const DirectionalMovementValue& m) { return m.plus; });
     }},
    {"MINUS_DM", kPeriodFrom2, "MINUS_DM_14", "n - 1", "Wilder sum of downward movement, -DM",
     "TA-Lib MINUS_DM",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalMovement{whole(v[0])}, in,
                         [](const DirectionalMovementValue& m) { return m.minus; });
     }},
};

}  // namespace

std::span<const ColumnKind> trend() { return kKinds; }

}  // namespace tw::indicators
