#include "indicators/alma.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/hma.hpp"
#include "indicators/kama.hpp"
#include "indicators/multiple_ema.hpp"
#include "indicators/t3.hpp"
#include "indicators/trima.hpp"
#include "indicators/wma.hpp"

namespace tw::indicators {
namespace {

constexpr ColumnParameter kT3[] = {{.name = "n"},
                                   {.name = "v", .min = 0, .max = 1, .is_whole = false}};

constexpr ColumnKind kMovingAverages[] = {
    {"SMA", kPeriod, "SMA_20", "n - 1", "Simple moving average of the close", "TA-Lib SMA",
     batch_column<sma>},
    {"EMA", kPeriod, "EMA_20", "n - 1",
     "Exponential moving average of the close, weight 2/(n+1), seeded with the first SMA",
     "TA-Lib EMA", batch_column<ema>},
    {"WMA", kPeriod, "WMA_20", "n - 1",
     "Weighted moving average of the close, weights 1 to n, the newest most", "TA-Lib WMA",
     [](const ColumnValues& v, const ColumnInput& in) { return of_closes(Wma{whole(v[0])}, in); }},
    {"DEMA", kPeriod, "DEMA_20", "2n - 2",
     "Double exponential average of the close: 2 EMA - EMA(EMA)", "TA-Lib DEMA",
     closes_column<Dema>},
    {"TEMA", kPeriod, "TEMA_20", "3n - 3",
     "Triple exponential average of the close: 3 EMA - 3 EMA(EMA) + EMA(EMA(EMA))", "TA-Lib TEMA",
     closes_column<Tema>},
    {"TRIMA", kPeriod, "TRIMA_20", "n - 1",
     "Triangular average of the close: weights rise to the middle and fall again", "TA-Lib TRIMA",
     closes_column<Trima>},
    {"KAMA", kPeriod, "KAMA_10", "n",
     "Kaufman's adaptive average of the close, between EMA 2 and EMA 30 by the efficiency of n "
     "bars",
     "TA-Lib KAMA", closes_column<Kama>},
    {"T3", kT3, "T3_5_0.7", "6n - 6",
     "Tillson's T3 of the close: six EMAs mixed by the volume factor v", "TA-Lib T3",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(T3{whole(v[0]), v[1]}, in);
     }},
    {"HMA", kPeriodFrom2, "HMA_16", "n - 2 + sqrt n",
     "Hull average of the close: WMA over sqrt n of 2 WMA(n/2) - WMA(n), roots and halves rounded "
     "down",
     "pandas-ta hma", closes_column<Hma>},
    {"TTR_HMA", kPeriodFrom2, "TTR_HMA_16", "n - 2 + sqrt n", "The same as HMA", "TTR HMA",
     closes_column<Hma>},
    {"ALMA", kPeriod, "ALMA_10", "n + 1",
     "Bell-curve average of the close, sigma 6, the peak at 0.85 of the window counted from the "
     "newest bar",
     "pandas-ta alma", closes_column<Alma>},
};

}  // namespace

std::span<const ColumnKind> moving_averages() { return kMovingAverages; }

}  // namespace tw::indicators
