#include "vendor_sim/broadcast.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "net/websocket_frame.hpp"
#include "vendor_sim/clock.hpp"
#include "vendor_sim/stream_voice.hpp"

namespace tw::vendor_sim {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBeat{5};
// What a beat that came late may catch up with, so that a stall is no flood.
constexpr std::size_t kTicksPerBeatMax = 10'000;
constexpr Price kHalfSpread = Price::from_raw(1'000'000);  // A cent.

/// The prices that a listing's shortest bars went through.
std::vector<Price> path_of(const Listing& listing) {
  const BarTable* finest = nullptr;
  for (const BarTable& table : listing.tables) {
    if (finest == nullptr || table.timeframe < finest->timeframe) finest = &table;
  }
  std::vector<Price> path;
  if (finest == nullptr) return path;
  path.reserve(finest->size() * 4);
  for (std::size_t i = 0; i < finest->size(); ++i) {
    for (const auto* column : {&finest->open, &finest->high, &finest->low, &finest->close}) {
      path.push_back(Price::from_raw((*column)[i]));
    }
  }
  return path;
}

}  // namespace

struct Broadcast::State {
  /// One client.
  struct Stream {
    const SimVendor* vendor = nullptr;
    std::shared_ptr<net::WebSocket> to;
    std::unique_ptr<StreamVoice> voice;
    steady_clock::time_point since;
    std::uint64_t told = 0;  ///< Since `since`.
    std::size_t turn = 0;    ///< Whose turn it is among what is subscribed to.
  };

  State(const Catalog& all, FaultBoard& switches, double pace)
      : catalog{all}, board{switches}, rate{pace} {
    for (const auto& [name, listing] : catalog.listings()) {
      paths.emplace(listing.symbol, path_of(listing));
    }
  }

  /// Returns the next tick of a symbol, or nothing when it has no history.
  bool next(Tick& tick, std::uint64_t number, Timestamp at) {
    const auto path = paths.find(tick.symbol);
    if (path == paths.end() || path->second.empty()) return false;
    std::size_t& cursor = cursors[path->first];
    tick.price = path->second[cursor];
    cursor = (cursor + 1) % path->second.size();
    tick.bid = tick.price - kHalfSpread;
    tick.ask = tick.price + kHalfSpread;
    tick.size = 100;
    tick.at = at;
    tick.number = number;
    return true;
  }

  std::vector<Tick> due(Stream& stream, bool is_skewed) {
    const Subscriptions& wanted = stream.voice->subscriptions();
    const std::size_t symbols = wanted.trades.size() + wanted.quotes.size();
    const auto passed = std::chrono::duration<double>(steady_clock::now() - stream.since).count();
    const auto total = static_cast<std::uint64_t>(passed * rate);
    std::vector<Tick> ticks;
    if (symbols == 0 || total <= stream.told) {
      if (symbols == 0) restart(stream);
      return ticks;
    }
    const std::size_t count =
        std::min(static_cast<std::size_t>(total - stream.told), kTicksPerBeatMax);
    stream.told = total;
    ticks.reserve(count);
    std::vector<std::pair<std::string_view, bool>> order;
    order.reserve(symbols);
    for (const std::string& symbol : wanted.trades) order.emplace_back(symbol, false);
    for (const std::string& symbol : wanted.quotes) order.emplace_back(symbol, true);
    const Timestamp at = is_skewed ? now() + kSkew : now();
    for (std::size_t i = 0; i < count; ++i) {
      const auto& [symbol, is_quote] = order[stream.turn++ % symbols];
      Tick tick{.symbol = symbol, .is_quote = is_quote};
      if (next(tick, numbers[stream.vendor->name] + 1, at)) {
        numbers[stream.vendor->name] += 1;
        ticks.push_back(tick);
      }
    }
    return ticks;
  }

  static void restart(Stream& stream) {
    stream.since = steady_clock::now();
    stream.told = 0;
  }

  void speak(Stream& stream) {
    if (!stream.to->is_open()) return;
    const bool has_switch = board.any();
    const std::vector<Fault> faults =
        has_switch && !stream.voice->subscriptions().trades.empty()
            ? board.strike(stream.vendor->name, vendor::Operation::Stream)
            : std::vector<Fault>{};
    const auto has = [&faults](Fault fault) {
      return std::ranges::find(faults, fault) != faults.end();
    };
    if (has(Fault::Empty)) return restart(stream);
    const std::vector<Tick> ticks = due(stream, has(Fault::ClockSkew));
    if (ticks.empty()) return;
    std::vector<std::string> frames = stream.voice->frames(ticks);
    if (has(Fault::Reset)) {
      stream.to->cut_within(frames.front(), frames.front().size() / 2);
      return;
    }
    if (has(Fault::Disorder)) {
      for (std::size_t i = 1; i < frames.size(); i += 2) std::swap(frames[i - 1], frames[i]);
    }
    if (has(Fault::Malformed)) {
      for (std::string& frame : frames) frame.resize(frame.size() / 2);
    }
    for (const std::string& frame : frames) {
      if (!stream.to->send(frame)) {
        // Too slow a reader: vendors cut it off.
        stream.to->close(net::kClosedPolicy, "slow client");
        return;
      }
      if (has(Fault::Duplicates)) stream.to->send(frame);
    }
    counted[stream.vendor->name] += ticks.size();
  }

  void run() {
    std::unique_lock lock{mutex};
    while (!is_over) {
      for (const auto& stream : streams) speak(*stream);
      wake.wait_for(lock, kBeat, [this] { return is_over; });
    }
  }

  const Catalog& catalog;
  FaultBoard& board;
  double rate;

  mutable std::mutex mutex;
  std::condition_variable wake;
  bool is_over = false;
  std::vector<std::shared_ptr<Stream>> streams;
  std::map<std::string, std::vector<Price>, std::less<>> paths;
  std::map<std::string, std::size_t, std::less<>> cursors;
  std::map<std::string_view, std::uint64_t> numbers;
  std::map<std::string_view, std::uint64_t> counted;
  std::thread thread;
};

Broadcast::Broadcast(const Catalog& catalog, FaultBoard& board, double rate)
    : state_{std::make_unique<State>(catalog, board, rate)} {
  state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

Broadcast::~Broadcast() {
  {
    const std::lock_guard guard{state_->mutex};
    state_->is_over = true;
    state_->streams.clear();
  }
  state_->wake.notify_all();
  state_->thread.join();
}

net::WebSocketEvents Broadcast::welcome(const SimVendor& vendor,
                                        const std::shared_ptr<net::WebSocket>& to) {
  auto stream = std::make_shared<State::Stream>();
  stream->vendor = &vendor;
  stream->to = to;
  stream->voice = vendor.voice(state_->catalog);
  stream->since = steady_clock::now();
  for (const std::string& text : stream->voice->greeting()) to->send(text);
  {
    const std::lock_guard guard{state_->mutex};
    state_->streams.push_back(stream);
  }
  return {.on_message =
              [state = state_.get(), stream](std::string_view text) {
                const auto message = formats::parse_json(text);
                const std::lock_guard guard{state->mutex};
                if (!message) {
                  stream->to->close(net::kClosedBadText, "no JSON");
                  return;
                }
                for (const std::string& said : stream->voice->hear(*message)) {
                  stream->to->send(said);
                }
              },
          .on_end =
              [state = state_.get(), stream](const net::WebSocketEnd&) {
                const std::lock_guard guard{state->mutex};
                std::erase(state->streams, stream);
              }};
}

void Broadcast::cut_all() {
  const std::lock_guard guard{state_->mutex};
  for (const auto& stream : state_->streams) stream->to->cut_within(std::string(100, ' '), 50);
}

void Broadcast::close_all() {
  const std::lock_guard guard{state_->mutex};
  for (const auto& stream : state_->streams) stream->to->close(net::kClosedGoingAway, "restart");
}

std::vector<StreamCount> Broadcast::counts() const {
  const std::lock_guard guard{state_->mutex};
  std::vector<StreamCount> counts;
  for (const SimVendor& vendor : kSimVendors) {
    if (vendor.voice == nullptr) continue;
    const auto told = state_->counted.find(vendor.name);
    counts.push_back({.vendor = vendor.name,
                      .open = static_cast<std::size_t>(std::ranges::count(
                          state_->streams, &vendor, [](const auto& s) { return s->vendor; })),
                      .ticks = told == state_->counted.end() ? 0 : told->second});
  }
  return counts;
}

}  // namespace tw::vendor_sim
