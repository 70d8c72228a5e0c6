#include "indicators/candle_families.hpp"

namespace tw::indicators {
namespace {

using enum CandleSetting;
using Candles = CandleWindow;

bool are_white(const Candles& c) { return is_white(c[2]) && is_white(c[1]) && is_white(c[0]); }
bool are_black(const Candles& c) { return is_black(c[2]) && is_black(c[1]) && is_black(c[0]); }
bool closes_rise(const Candles& c) { return c[0].close > c[1].close && c[1].close > c[2].close; }
bool closes_fall(const Candles& c) { return c[0].close < c[1].close && c[1].close < c[2].close; }

int three_inside(const Candles& c) {
  const bool breaks_out = is_white(c[2]) ? is_black(c[0]) && c[0].close < c[2].open
                                         : is_white(c[0]) && c[0].close > c[2].open;
  const bool holds = c.is_long(2) && c.is_not_tall(1) && body_inside(c[1], c[2]) && breaks_out;
  return hit_if(holds, -colour(c[2]));
}

int three_outside(const Candles& c) {
  const bool engulfs = colour(c[1]) == -colour(c[2]) && body_inside(c[2], c[1]);
  const bool goes_on = is_white(c[1]) ? c[0].close > c[1].close : c[0].close < c[1].close;
  return hit_if(engulfs && goes_on, colour(c[1]));
}

int three_stars_in_the_south(const Candles& c) {
  const bool first = c.is_long(2) && c.has_long_lower_shadow(2);
  const bool second = body(c[1]) < body(c[2]) && c[1].open > c[2].close && c[1].open <= c[2].high &&
                      c[1].low < c[2].close && c[1].low >= c[2].low && c.has_lower_shadow(1);
  const bool third =
      c.is_short(0) && c.lacks_shadows(0) && c[0].low > c[1].low && c[0].high < c[1].high;
  return hit_if(are_black(c) && first && second && third, kBullish);
}

/// Returns whether the candle of this age opens above the open before it, and no further than
/// "near" above the close before it.
bool opens_in_the_body_before(const Candles& c, int age) {
  return c[age].open > c[age + 1].open && c[age].open <= c[age + 1].close + c.near(age + 1);
}

int three_white_soldiers(const Candles& c) {
  const bool advance = are_white(c) && closes_rise(c) && opens_in_the_body_before(c, 1) &&
                       opens_in_the_body_before(c, 0);
  const bool close_at_the_top =
      c.lacks_upper_shadow(2) && c.lacks_upper_shadow(1) && c.lacks_upper_shadow(0);
  const bool keep_their_size =
      body(c[1]) > body(c[2]) - c.far(2) && body(c[0]) > body(c[1]) - c.far(1) && c.is_not_short(0);
  return hit_if(advance && close_at_the_top && keep_their_size, kBullish);
}

/// Returns whether the second or third white candle shows one of the four signs of weakness.
bool advance_weakens(const Candles& c) {
  const double first = body(c[2]);
  const double second = body(c[1]);
  const double third = body(c[0]);
  const bool second_drops = second < first - c.far(2) && third < second + c.near(1);
  const bool third_drops = third < second - c.far(1);
  const bool has_shadow = upper_shadow(c[0]) > c.measure(ShadowShort, 0) ||
                          upper_shadow(c[1]) > c.measure(ShadowShort, 1);
  const bool both_shrink = third < second && second < first && has_shadow;
  const bool third_is_sold = third < second && c.has_long_upper_shadow(0);
  return second_drops || third_drops || both_shrink || third_is_sold;
}

int advance_block(const Candles& c) {
  const bool advance = are_white(c) && closes_rise(c) && opens_in_the_body_before(c, 1) &&
                       opens_in_the_body_before(c, 0);
  const bool first = c.is_long(2) && upper_shadow(c[2]) < c.measure(ShadowShort, 2);
  return hit_if(advance && first && advance_weakens(c), kBearish);
}

int stalled_pattern(const Candles& c) {
  const bool runs = are_white(c) && closes_rise(c) && c.is_long(2) && c.is_long(1) &&
                    c.lacks_upper_shadow(1) && opens_in_the_body_before(c, 1);
  const bool stalls = c.is_short(0) && c[0].open >= c[1].close - body(c[0]) - c.near(1);
  return hit_if(runs && stalls, kBearish);
}

int identical_three_crows(const Candles& c) {
  const bool close_at_the_foot =
      c.lacks_lower_shadow(2) && c.lacks_lower_shadow(1) && c.lacks_lower_shadow(0);
  const bool open_at_the_close =
      is_within(c[1].open, c[2].close, c.equal(2)) && is_within(c[0].open, c[1].close, c.equal(1));
  return hit_if(are_black(c) && closes_fall(c) && close_at_the_foot && open_at_the_close, kBearish);
}

int stick_sandwich(const Candles& c) {
  const bool colours = is_black(c[2]) && is_white(c[1]) && is_black(c[0]);
  const bool holds =
      colours && c[1].low > c[2].close && is_within(c[0].close, c[2].close, c.equal(2));
  return hit_if(holds, kBullish);
}

int unique_three_river(const Candles& c) {
  const bool second =
      is_black(c[1]) && c[1].close > c[2].close && c[1].open <= c[2].open && c[1].low < c[2].low;
  const bool third = c.is_short(0) && is_white(c[0]) && c[0].open > c[1].low;
  return hit_if(c.is_long(2) && is_black(c[2]) && second && third, kBullish);
}

constexpr CandleRule kRulesOfThreeCandles[] = {
    {"CDL3INSIDE",
     12,
     {{{BodyLong, 2}, {BodyShort, 1}}},
     three_inside,
     "Three inside: a harami and a close beyond the first open; bullish up, bearish down"},
    {"CDL3OUTSIDE",
     3,
     {},
     three_outside,
     "Three outside: an engulfing and a further close; bullish up, bearish down"},
    {"CDL3STARSINSOUTH",
     12,
     {{{BodyLong, 2}, {ShadowVeryShort, 1}, {ShadowVeryShort, 0}, {BodyShort, 0}}},
     three_stars_in_the_south,
     "Three stars in the south: three black candles, each inside the one before; bullish"},
    {"CDL3WHITESOLDIERS",
     12,
     {{{ShadowVeryShort, 2},
       {ShadowVeryShort, 1},
       {ShadowVeryShort, 0},
       {Near, 2},
       {Near, 1},
       {Far, 2},
       {Far, 1},
       {BodyShort, 0}}},
     three_white_soldiers,
     "Three white soldiers: three white candles that open in the last and close at the top; "
     "bullish"},
    {"CDLADVANCEBLOCK",
     12,
     {{{ShadowShort, 2},
       {ShadowShort, 1},
       {ShadowShort, 0},
       {Near, 2},
       {Near, 1},
       {Far, 2},
       {Far, 1},
       {BodyLong, 2}}},
     advance_block,
     "Advance block: three white candles whose bodies shrink or upper shadows grow; bearish"},
    {"CDLIDENTICAL3CROWS",
     12,
     {{{ShadowVeryShort, 2}, {ShadowVeryShort, 1}, {ShadowVeryShort, 0}, {Equal, 2}, {Equal, 1}}},
     identical_three_crows,
     "Identical three crows: three black candles, each opening at the last close; bearish"},
    {"CDLSTALLEDPATTERN",
     12,
     {{{BodyLong, 2}, {BodyLong, 1}, {BodyShort, 0}, {ShadowVeryShort, 1}, {Near, 2}, {Near, 1}}},
     stalled_pattern,
     "Stalled: two long white candles and a short one on their shoulder; bearish"},
    {"CDLSTICKSANDWICH",
     7,
     {{{Equal, 2}}},
     stick_sandwich,
     "Stick sandwich: white between two black candles that close alike; bullish"},
    {"CDLUNIQUE3RIVER",
     12,
     {{{BodyLong, 2}, {BodyShort, 0}}},
     unique_three_river,
     "Unique three river: long black, black inside with a new low, short white; bullish"},
};

}  // namespace

std::span<const CandleRule> rules_of_three_candles() { return kRulesOfThreeCandles; }

}  // namespace tw::indicators
