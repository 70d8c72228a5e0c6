#include <gtest/gtest.h>
#include <string>

#include "backtest/cost_notation.hpp"
#include "backtest/notation.hpp"
#include "core/decimal.hpp"
#include "core/splitmix.hpp"
#include "formats/backtest_options.hpp"
#include "formats/spec_toml.hpp"
#include "report/spec_json.hpp"
#include "strategies/catalogue.hpp"
#include "support/seeds.hpp"

namespace tw::formats {
namespace {

using backtest::BacktestSpec;
using backtest::notation;

/// Draws specs: each a different mix of strategy, models and limits.
class SpecDraw {
 public:
  explicit SpecDraw(std::uint64_t seed) : random_{seed} {}

  BacktestSpec spec() {
    BacktestSpec spec = backtest::spec_of(static_cast<backtest::Preset>(below(4)));
    const auto catalogue = strategies::catalogue();
    const strategies::Entry& entry = catalogue[below(catalogue.size())];
    spec.strategy = entry.name;
    do {
      spec.parameters = parameters(entry);
    } while (entry.contradiction(spec.parameters));
    // Some weigh a symbol against others, and are refused one alone.
    const std::size_t symbols = entry.symbols_min + below(3);
    for (std::size_t i = 0; i < symbols; ++i) spec.symbols.push_back("S" + std::to_string(i));
    draw_range(spec);
    spec.adjusted = maybe();
    spec.cash = Money::from_raw(static_cast<std::int64_t>(1 + below(1'000'000'000'000)));
    spec.size = size();
    spec.currency = Currency{maybe() ? "USD" : "EUR"};
    draw_rules(spec);
    draw_limits(spec.limits);
    return spec;
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_.next() % bound; }
  bool maybe() { return below(2) == 0; }
  Ratio rate() { return Ratio::from_raw(static_cast<std::int64_t>(below(kDecimals8))); }
  template <class Amount>
  Amount limit(std::uint64_t bound) {
    return maybe() ? Amount{} : Amount::from_raw(static_cast<std::int64_t>(below(bound)));
  }

  std::vector<double> parameters(const strategies::Entry& entry) {
    std::vector<double> values;
    for (const strategy::Parameter& parameter : entry.parameters) {
      const double span = parameter.max - parameter.min;
      const double part = static_cast<double>(below(1'000'001)) / 1e6;
      const double value = parameter.min + span * part;
      const bool is_whole = parameter.kind != strategy::Parameter::Kind::Number;
      values.push_back(is_whole ? static_cast<double>(static_cast<int>(value)) : value);
    }
    return values;
  }

  void draw_range(BacktestSpec& spec) {
    constexpr const char* kTimeframes[] = {"", "1m", "1h", "1d", "1w", "1mo"};
    spec.timeframe = kTimeframes[below(6)];
    if (maybe()) spec.from = maybe() ? "2014-01-02" : "2014-01-02T14:30:00";
    if (maybe()) spec.to = maybe() ? "2018-05-11" : "2018-05-11T20:00:00Z";
  }

  Size size() {
    switch (below(3)) {
      case 0:
        return Size::fraction(1.0);
      case 1:
        return Size::fraction(static_cast<double>(1 + below(1'000'000)) / 1e6);
      default:
        return Size::units(Quantity::whole(static_cast<std::int64_t>(1 + below(1'000'000))));
    }
  }

  sim::CommissionModel commission() {
    sim::CommissionModel model;
    if (maybe()) {
      model.fixed = limit<Money>(100'000'000'000);
      model.percent = rate();
      return model;
    }
    model.kind = sim::CommissionModel::Kind::PerShare;
    model.per_share = Price::from_raw(static_cast<std::int64_t>(1 + below(100'000'000)));
    model.minimum = limit<Money>(1'000'000'000);
    model.maximum = limit<Ratio>(kDecimals8);
    return model;
  }

  void draw_rules(BacktestSpec& spec) {
    spec.rules.commission = commission();
    spec.rules.spread = {.rate = rate(), .entries_only = maybe()};
    if (spec.rules.spread.rate.raw() == 0) spec.rules.spread = {};
    spec.rules.fill_timing = static_cast<sim::FillTiming>(below(4));
    spec.rules.participation = limit<Ratio>(kDecimals8);
    if (maybe()) {
      spec.rules.margin = Ratio::from_raw(static_cast<std::int64_t>(10'000 + below(99'000'000)));
      spec.rules.can_short = true;
      spec.limits.can_short = true;
      spec.rules.account = {};  // Leverage alone is under no rules of a cash account.
    }
  }

  void draw_limits(risk::Limits& limits) {
    limits.max_order_value = limit<Money>(10'000'000'000'000);
    limits.max_order_quantity = limit<Quantity>(10'000'000'000'000);
    limits.max_position = limit<Quantity>(10'000'000'000'000);
    limits.max_gross_exposure = limit<Ratio>(10 * kDecimals8);
    limits.max_net_exposure = limit<Ratio>(10 * kDecimals8);
    limits.max_orders_per_minute = maybe() ? 0 : static_cast<std::int32_t>(1 + below(1000));
    limits.price_collar = limit<Ratio>(kDecimals8);
  }

  SplitMix random_;
};

std::string in_quotes(std::string_view text) { return "\"" + std::string{text} + "\""; }

void line(std::string& text, std::string_view key, const std::string& value) {
  text += std::string{key} + " = " + value + "\n";
}

std::string parameters_text(const BacktestSpec& spec) {
  std::string text = "[parameters]\n";
  const strategies::Entry& entry = **strategies::find(spec.strategy);
  for (std::size_t i = 0; i < spec.parameters.size(); ++i) {
    const std::string value = strategies::to_string(entry.parameters[i], spec.parameters[i]);
    const bool is_choice = entry.parameters[i].kind == strategy::Parameter::Kind::Choice;
    line(text, entry.parameters[i].name, is_choice ? in_quotes(value) : value);
  }
  return text;
}

/// Writes the spec as a user would, every key of it.
std::string toml_of(const BacktestSpec& spec) {
  std::string text;
  line(text, "strategy", in_quotes(spec.strategy));
  std::string symbols;
  for (const std::string& symbol : spec.symbols) symbols += in_quotes(symbol) + ", ";
  line(text, "symbols", "[" + symbols + "]");
  if (!spec.timeframe.empty()) line(text, "timeframe", in_quotes(spec.timeframe));
  if (!spec.from.empty()) line(text, "from", spec.from);
  if (!spec.to.empty()) line(text, "to", spec.to);
  line(text, "adjusted", spec.adjusted ? "true" : "false");
  line(text, "preset", in_quotes(notation(spec.preset)));
  line(text, "cash", to_string(spec.cash));
  line(text, "size", in_quotes(notation(spec.size)));
  text += parameters_text(spec) + "[costs]\n";
  line(text, "commission", in_quotes(notation(spec.rules.commission)));
  line(text, "regulatory_fees", in_quotes(notation(spec.rules.regulatory_fees)));
  line(text, "spread", in_quotes(notation(spec.rules.spread)));
  text += "[fills]\n";
  line(text, "timing", in_quotes(notation(spec.rules.fill_timing)));
  line(text, "participation", to_string(spec.rules.participation));
  text += "[account]\n";
  line(text, "margin", to_string(spec.rules.margin));
  line(text, "currency", in_quotes(spec.currency.view()));
  text += "[risk]\n";
  line(text, "max_order_value", to_string(spec.limits.max_order_value));
  line(text, "max_order_quantity", to_string(spec.limits.max_order_quantity));
  line(text, "max_position", to_string(spec.limits.max_position));
  line(text, "max_gross_exposure", to_string(spec.limits.max_gross_exposure));
  line(text, "max_net_exposure", to_string(spec.limits.max_net_exposure));
  line(text, "max_orders_per_minute", std::to_string(spec.limits.max_orders_per_minute));
  line(text, "price_collar", to_string(spec.limits.price_collar));
  return text;
}

TEST(SpecProperty, ASpecWrittenAsTomlResolvesToItself) {
  support::for_each_seed([](std::uint64_t seed) {
    const BacktestSpec spec = SpecDraw{seed}.spec();
    const std::string text = toml_of(spec);
    SCOPED_TRACE(text);

    const auto options = parse_spec(text, "spec.toml");
    ASSERT_TRUE(options.has_value()) << options.error().front();
    const auto request = resolve(*options);

    ASSERT_TRUE(request.has_value()) << request.error().front();
    EXPECT_EQ(report::spec_json(request->spec), report::spec_json(spec));
  });
}

TEST(SpecProperty, TheOrderOfOptionsDoesNotMatter) {
  support::for_each_seed([](std::uint64_t seed) {
    const BacktestSpec spec = SpecDraw{seed}.spec();
    auto options = *parse_spec(toml_of(spec), "spec.toml");
    SplitMix random{seed};
    // Symbols keep their order among themselves: it is part of what they say.
    for (std::size_t i = options.size(); i > 1; --i) {
      const std::size_t j = random.next() % i;
      if (options[i - 1].key != "symbols" && options[j].key != "symbols") {
        std::swap(options[i - 1], options[j]);
      }
    }

    const auto request = resolve(options);

    ASSERT_TRUE(request.has_value()) << request.error().front();
    EXPECT_EQ(report::spec_json(request->spec), report::spec_json(spec));
  });
}

TEST(SpecProperty, ABrokenValueIsAlwaysNamedWithItsLine) {
  support::for_each_seed([](std::uint64_t seed) {
    auto options = *parse_spec(toml_of(SpecDraw{seed}.spec()), "spec.toml");
    SplitMix random{seed};
    Option& broken = options[random.next() % options.size()];
    if (broken.key == "symbols") return;  // Any word may be a symbol.
    broken.value = "~";

    const auto request = resolve(options);

    ASSERT_FALSE(request.has_value()) << broken.key;
    bool is_named = false;
    for (const std::string& error : request.error()) {
      is_named = is_named || error.starts_with(broken.where + ": ");
      EXPECT_EQ(error.find('\n'), std::string::npos);
    }
    EXPECT_TRUE(is_named) << broken.key << "\n" << request.error().front();
  });
}

}  // namespace
}  // namespace tw::formats
