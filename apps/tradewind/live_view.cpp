#include "live_view.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "core/date.hpp"
#include "core/utf8.hpp"
#include "report/number_text.hpp"
#include "report/text_plot.hpp"

namespace tw::app {
namespace {

using live::ShownFill;
using live::ShownOrder;
using live::ShownPosition;
using live::Snapshot;
using report::Ink;

constexpr std::size_t kWidthMax = 118;
constexpr int kPlotMax = 20;
constexpr std::size_t kLabel = 12;  // Of names in front and of prices behind the plot.

std::string price(Price price) {
  // Two decimals are what people compare; a price of cents needs more.
  return report::grouped(price.as_double(), std::abs(price.as_double()) < 1.0 ? 5 : 2);
}

std::string gain(Money amount) {
  return (amount.raw() > 0 ? "+" : "") + report::money_text(amount);
}

std::string gain(double fraction) { return (fraction > 0 ? "+" : "") + report::percent(fraction); }

Ink ink_of(std::int64_t sign) { return sign > 0 ? Ink::Good : sign < 0 ? Ink::Bad : Ink::Plain; }

/// Returns the type in words: "stop limit".
std::string name(OrderType type) {
  std::string words{to_string(type)};
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string_view name(Side side) { return side == Side::Buy ? "buy" : "sell"; }

/// A line that knows how wide it is on the screen, whatever its colours.
class Line {
 public:
  Line(std::size_t width, const report::TerminalOptions& options)
      : width_{width}, limit_{width}, options_{options} {}

  Line& add(std::string_view text, Ink ink = Ink::Plain) {
    const std::string shown = report::harmless(text, options_);
    const std::string_view fits = first_characters(shown, limit_ - std::min(used_, limit_));
    used_ += character_count(fits);
    text_ += report::inked(fits, ink, options_);
    return *this;
  }
  /// Goes on at `column`, when it has not come so far yet.
  Line& at(std::size_t column) {
    if (column > used_) add(std::string(column - used_, ' '));
    return *this;
  }
  /// Puts `text` at the right edge.
  Line& right(std::string_view text, Ink ink = Ink::Plain) {
    const std::size_t size = character_count(text);
    limit_ = width_;
    at(width_ > size ? width_ - size : used_);
    return add(text, ink);
  }
  /// Cuts what comes before `right(text)`, so that both have room.
  Line& leave_room_for(std::string_view text) {
    const std::size_t needed = character_count(text) + 2;
    limit_ = width_ > needed ? width_ - needed : 0;
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::size_t width_;
  std::size_t limit_;  ///< Up to where there is room for now.
  const report::TerminalOptions& options_;
  std::size_t used_ = 0;
  std::string text_;
};

/// How the rows of the screen are shared out.
struct Layout {
  std::size_t plot = 0;
  std::size_t orders = 0;
  std::size_t fills = 0;
};

Layout layout_of(int rows) {
  constexpr int kFixed = 16;  // Everything but the three parts that can grow.
  const int spare = std::max(rows - kFixed, 3);
  // An entry has two exits, and they are worth more than a taller curve.
  const int orders = spare < 5 ? 1 : spare < 16 ? 2 : 3;
  const int fills = std::clamp((spare - orders) / 3, 1, static_cast<int>(Snapshot::kFillsMax));
  const int plot = std::clamp(spare - orders - fills, 1, kPlotMax);
  return {static_cast<std::size_t>(plot), static_cast<std::size_t>(orders),
          static_cast<std::size_t>(fills)};
}

/// Writes one frame, part by part.
class Frame {
 public:
  Frame(const LiveScene& scene, const Snapshot& now, int rows,
        const report::TerminalOptions& options)
      : scene_{scene},
        now_{now},
        options_{options},
        width_{std::clamp<std::size_t>(static_cast<std::size_t>(std::max(options.width, 41)) - 1,
                                       40, kWidthMax)},
        layout_{layout_of(rows)} {}

  std::vector<std::string> lines() {
    head();
    plot();
    account();
    orders();
    fills();
    foot();
    return std::move(lines_);
  }

 private:
  Line line() const { return Line{width_, options_}; }
  void put(Line& line) { lines_.push_back(line.take()); }
  void put(Line&& line) { put(line); }
  void blank() { lines_.emplace_back(); }
  std::string_view either(std::string_view utf8, std::string_view plain) const {
    return options_.is_utf8 ? utf8 : plain;
  }
  std::string symbol(InstrumentId id) const {
    return index_of(id) < scene_.symbols.size() ? scene_.symbols[index_of(id)] : "?";
  }

  void head() {
    std::string pace = report::grouped(scene_.sessions_per_second, 1) + " sessions a second";
    Ink ink = Ink::Good;
    if (now_.is_over) {
      pace = "complete";
      ink = Ink::Bold;
    } else if (scene_.is_paused) {
      pace = "paused";
      ink = Ink::Alert;
    } else if (is_halted()) {
      pace = "halted: only exits leave";
      ink = Ink::Alert;
    }
    put(line()
            .leave_room_for(pace)
            .add("Paper session", Ink::Bold)
            .add("  recorded history through the live loop, fills simulated", Ink::Dim)
            .right(pace, ink));
    const std::string progress = progress_text();
    put(line().leave_room_for(progress).add(scene_.strategy).right(progress));
    const auto done =
        static_cast<std::size_t>(static_cast<double>(width_) * static_cast<double>(now_.sessions) /
                                 static_cast<double>(std::max<std::uint64_t>(scene_.sessions, 1)));
    std::string bar;
    for (std::size_t i = 0; i < width_; ++i) {
      bar += i < done ? either("\xE2\x94\x81", "=") : either("\xE2\x94\x80", "-");
    }
    put(line().add(bar, Ink::Dim));
  }
  bool is_halted() const { return now_.state == risk::TradingState::ReduceOnly; }
  std::string progress_text() const {
    if (now_.sessions == 0) return "warming up";
    return to_string(now_.date) + "  " + std::to_string(now_.sessions) + " of " +
           std::to_string(scene_.sessions);
  }

  void plot() {
    if (now_.positions.empty() || now_.closes.size() == 0) {
      for (std::size_t i = 0; i < layout_.plot + 2; ++i) blank();
      return;
    }
    std::vector<double> closes;
    closes.reserve(now_.closes.size());
    for (std::size_t i = 0; i < now_.closes.size(); ++i) closes.push_back(now_.closes[i]);
    put(price_line(closes));

    // The curve grows towards the right end, where the session will be over.
    const std::size_t whole = width_ - kLabel;
    const std::size_t sessions =
        std::max(closes.size(), std::min<std::size_t>(scene_.sessions, Snapshot::kClosesMax));
    const std::size_t columns = std::max<std::size_t>(1, whole * closes.size() / sessions);
    auto rows = report::text_plot(closes, columns, layout_.plot, options_.is_utf8);
    rows.resize(layout_.plot);
    const auto [low, high] = std::ranges::minmax(closes);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Line row = line();
      row.add(rows[i]);
      if (i == 0) row.right(price(*Price::from_double(high)), Ink::Dim);
      if (i + 1 == rows.size() && i > 0) row.right(price(*Price::from_double(low)), Ink::Dim);
      put(row);
    }
    put(marks(whole, sessions, closes.size()));
  }
  Line price_line(const std::vector<double>& closes) {
    const ShownPosition& first = now_.positions[0];
    Line row = line();
    row.add(symbol(first.instrument), Ink::Bold).add("  ").add(price(first.price), Ink::Bold);
    if (closes.size() > 1) {
      const double change = closes.back() / closes[closes.size() - 2] - 1.0;
      row.add("  ").add(gain(change), ink_of(change > 0 ? 1 : change < 0 ? -1 : 0));
    }
    return row;
  }
  /// Returns the line below the curve that shows where fills were.
  Line marks(std::size_t columns, std::size_t sessions, std::size_t shown) {
    std::vector<const ShownFill*> at(columns, nullptr);
    const std::uint64_t first = now_.sessions - shown;  // Sessions that the curve has forgotten.
    for (const ShownFill& fill : now_.last_fills) {
      if (fill.session <= first || index_of(fill.instrument) != 0) continue;
      const std::size_t column = (fill.session - first - 1) * columns / sessions;
      if (column < columns) at[column] = &fill;
    }
    Line row = line();
    for (const ShownFill* fill : at) {
      if (fill == nullptr) {
        row.add(" ");
      } else if (fill->side == Side::Buy) {
        row.add(either("\xE2\x96\xB2", "^"), Ink::Good);
      } else {
        row.add(either("\xE2\x96\xBC", "v"), Ink::Bad);
      }
    }
    return row;
  }

  void account() {
    const std::size_t half = width_ / 2;
    const Money earned = now_.equity - scene_.initial_cash;
    const double total = earned.as_double() / scene_.initial_cash.as_double();
    const bool has_position = !now_.positions.empty();
    const ShownPosition held = has_position ? now_.positions[0] : ShownPosition{};
    const bool is_held = held.quantity.raw() != 0;

    Line position = line();
    position.add("Position").at(kLabel);
    if (is_held) {
      position.add(held.quantity.raw() > 0 ? "long " : "short ", Ink::Bold)
          .add(report::quantity_text(magnitude(held.quantity)), Ink::Bold)
          .add(" at " + price(held.average_entry));
    } else {
      position.add("none", Ink::Dim);
    }
    put(position.at(half)
            .add("Equity")
            .at(half + kLabel)
            .add(report::money_text(now_.equity), Ink::Bold)
            .add("  " + gain(total), ink_of(earned.raw())));

    Line value = line();
    value.add("Value").at(kLabel).add(report::money_text(held.value));
    put(value.at(half)
            .add("Realised")
            .at(half + kLabel)
            .add(gain(now_.realised), ink_of(now_.realised.raw())));

    Line open = line();
    open.add("Open P&L").at(kLabel).add(gain(now_.unrealised), ink_of(now_.unrealised.raw()));
    if (is_held) {
      const double since = held.price.as_double() / held.average_entry.as_double() - 1.0;
      open.add("  " + gain(held.quantity.raw() > 0 ? since : -since), Ink::Dim);
    }
    put(open.at(half)
            .add("Trades")
            .at(half + kLabel)
            .add(std::to_string(now_.trades) + ", " + std::to_string(now_.winners) +
                 " won, costs " + report::money_text(now_.commissions)));
    blank();
  }

  void title(std::string_view text, std::size_t shown, std::size_t all) {
    Line row = line();
    row.add(text, Ink::Bold);
    if (shown < all) {
      row.add("  " + std::to_string(shown) + " of " + std::to_string(all), Ink::Dim);
    }
    put(row);
  }
  void pad(std::size_t shown, std::size_t rows, std::string_view nothing) {
    if (shown == 0) put(line().add("  ").add(nothing, Ink::Dim));
    for (std::size_t i = std::max<std::size_t>(shown, 1); i < rows; ++i) blank();
  }

  void orders() {
    const std::size_t shown = std::min(now_.orders.size(), layout_.orders);
    title("Working orders", shown, now_.orders_working);
    for (std::size_t i = 0; i < shown; ++i) put(order_line(now_.orders[i]));
    pad(shown, layout_.orders, "none");
  }
  Line order_line(const ShownOrder& order) {
    Line row = line();
    row.add("  ").add(name(order.side), order.side == Side::Buy ? Ink::Good : Ink::Bad).at(7);
    row.add(order.quantity.raw() != 0 ? report::quantity_text(order.quantity)
            : order.is_exit           ? "all"
                                      : "all that cash pays for");
    row.add(" " + symbol(order.instrument) + " " + name(order.type));
    if (order.stop.raw() != 0) row.add(" " + price(order.stop));
    if (order.limit.raw() != 0) row.add(" " + price(order.limit));
    if (order.filled.raw() != 0) row.add(", " + report::quantity_text(order.filled) + " filled");
    row.add("  ").add(order.tag.view(), Ink::Dim);
    return order.is_waiting ? row.add(", waits for its entry", Ink::Dim) : row;
  }

  void fills() {
    const std::size_t shown = std::min(now_.last_fills.size(), layout_.fills);
    title("Last fills", shown, now_.fills);
    for (std::size_t i = 0; i < shown; ++i) {  // The newest on top.
      put(fill_line(now_.last_fills[now_.last_fills.size() - 1 - i]));
    }
    pad(shown, layout_.fills, "none yet");
  }
  Line fill_line(const ShownFill& fill) {
    Line row = line();
    row.add("  " + to_string(Date::of(fill.at)) + "  ")
        .add(name(fill.side), fill.side == Side::Buy ? Ink::Good : Ink::Bad)
        .at(19)
        .add(report::quantity_text(fill.quantity) + " " + symbol(fill.instrument) + " at " +
             price(fill.price));
    row.add("  ").add(fill.tag.view(), Ink::Dim);
    if (fill.is_exit) row.right(gain(fill.realised), ink_of(fill.realised.raw()));
    return row;
  }

  void foot() {
    blank();
    put(line().add(scene_.backtest, Ink::Dim));
    put(line().add("Report: ", Ink::Dim).add(scene_.report));
    Line keys = line();
    const auto key = [&](std::string_view name, std::string_view does) {
      keys.add(name, Ink::Bold).add(std::string{" "} + std::string{does} + "   ", Ink::Dim);
    };
    key("q", "quit");
    if (!now_.is_over && is_halted()) key("o", "open again");
    if (now_.is_over) {
      key("r", "replay");
    } else {
      key("space", scene_.is_paused ? "go on" : "pause");
      key("n", "next");
      key("+ -", "speed");
      key("f", "flatten");
      key("r", "restart");
    }
    put(keys);
  }

  const LiveScene& scene_;
  const Snapshot& now_;
  const report::TerminalOptions& options_;
  std::size_t width_;
  Layout layout_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> live_view(const LiveScene& scene, const Snapshot& now, int rows,
                                   const report::TerminalOptions& options) {
  return Frame{scene, now, rows, options}.lines();
}

}  // namespace tw::app
