#include "indicators/candle_families.hpp"

namespace tw::indicators {
namespace {

using enum CandleSetting;
using Candles = CandleWindow;

int belt_hold(const Candles& c) {
  const bool opens_at_its_end = is_white(c[0]) ? c.lacks_lower_shadow(0) : c.lacks_upper_shadow(0);
  return hit_if(c.is_long(0) && opens_at_its_end, colour(c[0]));
}

int closing_marubozu(const Candles& c) {
  const bool closes_at_its_end = is_white(c[0]) ? c.lacks_upper_shadow(0) : c.lacks_lower_shadow(0);
  return hit_if(c.is_long(0) && closes_at_its_end, colour(c[0]));
}

int marubozu(const Candles& c) { return hit_if(c.is_long(0) && c.lacks_shadows(0), colour(c[0])); }

int doji(const Candles& c) { return hit_if(c.is_doji(0), kBullish); }

int dragonfly_doji(const Candles& c) {
  return hit_if(c.is_doji(0) && c.lacks_upper_shadow(0) && c.has_lower_shadow(0), kBullish);
}

int gravestone_doji(const Candles& c) {
  return hit_if(c.is_doji(0) && c.lacks_lower_shadow(0) && c.has_upper_shadow(0), kBullish);
}

int long_legged_doji(const Candles& c) {
  const bool has_a_leg = c.has_long_lower_shadow(0) || c.has_long_upper_shadow(0);
  return hit_if(c.is_doji(0) && has_a_leg, kBullish);
}

/// Returns whether the body reaches to within "near" of the middle of the candle.
bool is_centred(const Candles& c) {
  const double middle = c[0].low + length(c[0]) / 2;
  return body_bottom(c[0]) <= middle + c.near(0) && body_top(c[0]) >= middle - c.near(0);
}

int rickshaw_man(const Candles& c) {
  const bool has_both_legs = c.has_long_lower_shadow(0) && c.has_long_upper_shadow(0);
  return hit_if(c.is_doji(0) && has_both_legs && is_centred(c), kBullish);
}

int takuri(const Candles& c) {
  const bool hangs_deep = lower_shadow(c[0]) > c.measure(ShadowVeryLong, 0);
  return hit_if(c.is_doji(0) && c.lacks_upper_shadow(0) && hangs_deep, kBullish);
}

int high_wave(const Candles& c) {
  const double very_long = c.measure(ShadowVeryLong, 0);
  const bool holds =
      c.is_short(0) && upper_shadow(c[0]) > very_long && lower_shadow(c[0]) > very_long;
  return hit_if(holds, colour(c[0]));
}

int spinning_top(const Candles& c) {
  const double size = body(c[0]);
  const bool holds = c.is_short(0) && upper_shadow(c[0]) > size && lower_shadow(c[0]) > size;
  return hit_if(holds, colour(c[0]));
}

bool has_short_shadows(const Candles& c) {
  const double limit = c.measure(ShadowShort, 0);
  return upper_shadow(c[0]) < limit && lower_shadow(c[0]) < limit;
}

int long_line(const Candles& c) {
  return hit_if(c.is_long(0) && has_short_shadows(c), colour(c[0]));
}

int short_line(const Candles& c) {
  return hit_if(c.is_short(0) && has_short_shadows(c), colour(c[0]));
}

constexpr CandleRule kRulesOfOneCandle[] = {
    {"CDLBELTHOLD",
     10,
     {{{BodyLong, 0}, {ShadowVeryShort, 0}}},
     belt_hold,
     "Belt-hold: a long body that opens at its very end; bullish white, bearish black"},
    {"CDLCLOSINGMARUBOZU",
     10,
     {{{BodyLong, 0}, {ShadowVeryShort, 0}}},
     closing_marubozu,
     "Closing marubozu: a long body that closes at its very end; bullish white, bearish black"},
    {"CDLDOJI",
     10,
     {{{BodyDoji, 0}}},
     doji,
     "Doji: open and close almost equal; 100 says that it is there, not a direction"},
    {"CDLDRAGONFLYDOJI",
     10,
     {{{BodyDoji, 0}, {ShadowVeryShort, 0}}},
     dragonfly_doji,
     "Dragonfly doji: a doji at the top of its lower shadow; 100, no direction of its own"},
    {"CDLGRAVESTONEDOJI",
     10,
     {{{BodyDoji, 0}, {ShadowVeryShort, 0}}},
     gravestone_doji,
     "Gravestone doji: a doji at the foot of its upper shadow; 100, no direction of its own"},
    {"CDLHIGHWAVE",
     10,
     {{{BodyShort, 0}}},
     high_wave,
     "High-wave: a short body between two very long shadows; the sign is its colour"},
    {"CDLLONGLEGGEDDOJI",
     10,
     {{{BodyDoji, 0}}},
     long_legged_doji,
     "Long-legged doji: a doji with a long shadow or two; 100, no direction of its own"},
    {"CDLLONGLINE",
     10,
     {{{BodyLong, 0}, {ShadowShort, 0}}},
     long_line,
     "Long line: a long body with short shadows; bullish white, bearish black"},
    {"CDLMARUBOZU",
     10,
     {{{BodyLong, 0}, {ShadowVeryShort, 0}}},
     marubozu,
     "Marubozu: a long body with hardly a shadow; bullish white, bearish black"},
    {"CDLRICKSHAWMAN",
     10,
     {{{BodyDoji, 0}, {Near, 0}}},
     rickshaw_man,
     "Rickshaw man: a doji amid two long shadows; 100, no direction of its own"},
    {"CDLSHORTLINE",
     10,
     {{{BodyShort, 0}, {ShadowShort, 0}}},
     short_line,
     "Short line: a short body with short shadows; the sign is its colour"},
    {"CDLSPINNINGTOP",
     10,
     {{{BodyShort, 0}}},
     spinning_top,
     "Spinning top: a short body with both shadows longer than it; the sign is its colour"},
    {"CDLTAKURI",
     10,
     {{{BodyDoji, 0}, {ShadowVeryShort, 0}}},
     takuri,
     "Takuri: a dragonfly doji with a very long lower shadow; bullish"},
};

}  // namespace

std::span<const CandleRule> rules_of_one_candle() { return kRulesOfOneCandle; }

}  // namespace tw::indicators
