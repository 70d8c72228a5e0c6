#include "indicators/candle_families.hpp"

namespace tw::indicators {
namespace {

using enum CandleSetting;
using Candles = CandleWindow;

int three_black_crows(const Candles& c) {
  const bool crows = is_black(c[2]) && is_black(c[1]) && is_black(c[0]) &&
                     c.lacks_lower_shadow(2) && c.lacks_lower_shadow(1) && c.lacks_lower_shadow(0);
  const bool decline = c[2].close > c[1].close && c[1].close > c[0].close &&
                       inside_body(c[1].open, c[2]) && inside_body(c[0].open, c[1]);
  return hit_if(is_white(c[3]) && c[3].high > c[2].close && crows && decline, kBearish);
}

/// Returns whether the candle of this age opens within or near the body before it.
bool opens_near_the_body_before(const Candles& c, int age) {
  const double reach = c.near(age + 1);
  return c[age].open >= body_bottom(c[age + 1]) - reach &&
         c[age].open <= body_top(c[age + 1]) + reach;
}

int three_line_strike(const Candles& c) {
  const bool colours =
      colour(c[3]) == colour(c[2]) && colour(c[2]) == colour(c[1]) && colour(c[0]) == -colour(c[1]);
  const bool rises = c[1].close > c[2].close && c[2].close > c[3].close && c[0].open > c[1].close &&
                     c[0].close < c[3].open;
  const bool falls = c[1].close < c[2].close && c[2].close < c[3].close && c[0].open < c[1].close &&
                     c[0].close > c[3].open;
  const bool holds = colours && opens_near_the_body_before(c, 2) &&
                     opens_near_the_body_before(c, 1) && (is_white(c[1]) ? rises : falls);
  return hit_if(holds, colour(c[1]));
}

int concealing_baby_swallow(const Candles& c) {
  const bool colours = is_black(c[3]) && is_black(c[2]) && is_black(c[1]) && is_black(c[0]);
  const bool third = body_gaps_down(c[1], c[2]) && c.has_upper_shadow(1) && c[1].high > c[2].close;
  const bool fourth = c[0].high > c[1].high && c[0].low < c[1].low;
  return hit_if(colours && c.lacks_shadows(3) && c.lacks_shadows(2) && third && fourth, kBullish);
}

bool is_lower(const Candle& candle, const Candle& earlier) {
  return candle.high < earlier.high && candle.low < earlier.low;
}
bool is_higher(const Candle& candle, const Candle& earlier) {
  return candle.high > earlier.high && candle.low > earlier.low;
}

int breakaway(const Candles& c) {
  const bool colours =
      colour(c[4]) == colour(c[3]) && colour(c[3]) == colour(c[1]) && colour(c[1]) == -colour(c[0]);
  const bool falls = body_gaps_down(c[3], c[4]) && is_lower(c[2], c[3]) && is_lower(c[1], c[2]) &&
                     c[0].close > c[3].open && c[0].close < c[4].close;
  const bool rises = body_gaps_up(c[3], c[4]) && is_higher(c[2], c[3]) && is_higher(c[1], c[2]) &&
                     c[0].close < c[3].open && c[0].close > c[4].close;
  return hit_if(c.is_long(4) && colours && (is_white(c[4]) ? rises : falls), colour(c[0]));
}

int ladder_bottom(const Candles& c) {
  const bool falls = is_black(c[4]) && is_black(c[3]) && is_black(c[2]) && c[4].open > c[3].open &&
                     c[3].open > c[2].open && c[4].close > c[3].close && c[3].close > c[2].close;
  const bool slows = is_black(c[1]) && c.has_upper_shadow(1);
  const bool turns = is_white(c[0]) && c[0].open > c[1].open && c[0].close > c[1].high;
  return hit_if(falls && slows && turns, kBullish);
}

/// Returns whether the body dips into the first candle, but not through half of it.
bool dips_into_first(const Candle& candle, const Candle& first) {
  return body_bottom(candle) < first.close &&
         body_bottom(candle) > first.close - body(first) * kDeepPenetration;
}

int mat_hold(const Candles& c) {
  const bool sizes = c.is_long(4) && c.is_short(3) && c.is_short(2) && c.is_short(1);
  const bool colours = is_white(c[4]) && is_black(c[3]) && is_white(c[0]);
  const bool drifts = body_gaps_up(c[3], c[4]) && dips_into_first(c[2], c[4]) &&
                      dips_into_first(c[1], c[4]) && body_top(c[2]) < c[3].open &&
                      body_top(c[1]) < body_top(c[2]);
  const double top = std::max({c[3].high, c[2].high, c[1].high});
  const bool resumes = c[0].open > c[1].close && c[0].close > top;
  return hit_if(sizes && colours && drifts && resumes, kBullish);
}

/// Returns whether the body has a part within the first candle's whole range.
bool rests_in_first(const Candle& candle, const Candle& first) {
  return body_bottom(candle) < first.high && body_top(candle) > first.low;
}

int three_methods(const Candles& c) {
  const bool sizes =
      c.is_long(4) && c.is_short(3) && c.is_short(2) && c.is_short(1) && c.is_long(0);
  const bool colours = colour(c[4]) == -colour(c[3]) && colour(c[3]) == colour(c[2]) &&
                       colour(c[2]) == colour(c[1]) && colour(c[1]) == -colour(c[0]);
  const bool rests =
      rests_in_first(c[3], c[4]) && rests_in_first(c[2], c[4]) && rests_in_first(c[1], c[4]);
  const bool falls_and_resumes = c[2].close < c[3].close && c[1].close < c[2].close &&
                                 c[0].open > c[1].close && c[0].close > c[4].close;
  const bool rises_and_resumes = c[2].close > c[3].close && c[1].close > c[2].close &&
                                 c[0].open < c[1].close && c[0].close < c[4].close;
  const bool resumes = is_white(c[4]) ? falls_and_resumes : rises_and_resumes;
  return hit_if(sizes && colours && rests && resumes, colour(c[4]));
}

bool is_inside_bar(const Candle& candle, const Candle& earlier) {
  return candle.high < earlier.high && candle.low > earlier.low;
}

/// Returns the direction against the false break out of an inside bar that ends at `age`; 0 if
/// there is none.
int false_break(const Candles& c, int age) {
  if (!is_inside_bar(c[age + 1], c[age + 2])) return 0;
  if (is_lower(c[age], c[age + 1])) return kBullish;
  return is_higher(c[age], c[age + 1]) ? kBearish : 0;
}

/// The same behind two inside bars, the first of which closed near the end that broke.
int modified_false_break(const Candles& c, int age) {
  const Candle& first = c[age + 2];
  if (!is_inside_bar(first, c[age + 3])) return 0;
  const int direction = false_break(c, age);
  if (direction == kBullish) return first.close <= first.low + c.near(age + 2) ? kBullish : 0;
  if (direction == kBearish) return first.close >= first.high - c.near(age + 2) ? kBearish : 0;
  return 0;
}

/// Returns whether the candle of this age closes beyond the inside bar before the break at `broke`.
bool confirms(const Candles& c, int age, int broke, int direction) {
  const Candle& inside = c[broke + 1];
  return direction > 0 ? c[age].close > inside.high : c[age].close < inside.low;
}

/// Returns 100 on a false break, and 200 on the first close that confirms the newest one within
/// three bars.
template <class Break>
int hikkake_with(const Candles& c, Break break_at) {
  if (const int direction = break_at(c, 0)) return 100 * direction;
  for (int broke = 1; broke <= 3; ++broke) {
    const int direction = break_at(c, broke);
    if (direction == 0) continue;
    for (int age = broke - 1; age > 0; --age) {
      if (confirms(c, age, broke, direction)) return 0;
    }
    return confirms(c, 0, broke, direction) ? 200 * direction : 0;
  }
  return 0;
}

int hikkake(const Candles& c) { return hikkake_with(c, false_break); }
int modified_hikkake(const Candles& c) { return hikkake_with(c, modified_false_break); }

constexpr CandleRule kRulesOfMoreCandles[] = {
    {"CDL3BLACKCROWS",
     13,
     {{{ShadowVeryShort, 2}, {ShadowVeryShort, 1}, {ShadowVeryShort, 0}}},
     three_black_crows,
     "Three black crows: three black candles that open in the last and close at the foot; bearish"},
    {"CDL3LINESTRIKE",
     8,
     {{{Near, 3}, {Near, 2}}},
     three_line_strike,
     "Three-line strike: three candles one way, a fourth back past them all; the sign of the "
     "three"},
    {"CDLBREAKAWAY",
     14,
     {{{BodyLong, 4}}},
     breakaway,
     "Breakaway: a gap and a run of three, then a close back in the gap; the sign of the fifth"},
    {"CDLCONCEALBABYSWALL",
     13,
     {{{ShadowVeryShort, 3}, {ShadowVeryShort, 2}, {ShadowVeryShort, 1}}},
     concealing_baby_swallow,
     "Concealing baby swallow: two black marubozu, black gapping down, black around it; bullish"},
    {"CDLHIKKAKE",
     5,
     {},
     hikkake,
     "Hikkake: a false break out of an inside bar, the sign against it; 200 when a close confirms"},
    {"CDLHIKKAKEMOD",
     10,
     {{{Near, 2}, {Near, 3}, {Near, 4}, {Near, 5}}},
     modified_hikkake,
     "Modified hikkake: a false break after two inside bars; 200 when a close confirms",
     3},
    {"CDLLADDERBOTTOM",
     14,
     {{{ShadowVeryShort, 1}}},
     ladder_bottom,
     "Ladder bottom: three falling black candles, black with an upper shadow, white above; "
     "bullish"},
    {"CDLMATHOLD",
     14,
     {{{BodyLong, 4}, {BodyShort, 3}, {BodyShort, 2}, {BodyShort, 1}}},
     mat_hold,
     "Mat hold: long white, three short bodies drifting into it, white to a new high; bullish"},
    {"CDLRISEFALL3METHODS",
     14,
     {{{BodyLong, 4}, {BodyShort, 3}, {BodyShort, 2}, {BodyShort, 1}, {BodyLong, 0}}},
     three_methods,
     "Three methods: a long candle, three short ones against it, a long one on; the sign of it"},
};

}  // namespace

std::span<const CandleRule> rules_of_more_candles() { return kRulesOfMoreCandles; }

}  // namespace tw::indicators
