#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/server.hpp"
#include "vendor_sim/catalog.hpp"
#include "vendor_sim/fault.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {

/// What went over one vendor's streams so far.
struct StreamCount {
  std::string_view vendor;
  std::size_t open = 0;     ///< Streams now.
  std::uint64_t ticks = 0;  ///< Given to streams that were open.
};

/// Tells every open stream what it subscribed to: history, at a steady pace, as if it were now.
///
/// Each bar is four trades, open, high, low and close; after the last bar it begins again. A quote
/// is a cent on either side of that. All of them are timed now.
/// Owns: `catalog` and `board` outlive it. Thread: any; it speaks on a thread of its own.
class Broadcast {
 public:
  /// `rate` is ticks a second and stream.
  Broadcast(const Catalog& catalog, FaultBoard& board, double rate);
  ~Broadcast();
  Broadcast(const Broadcast&) = delete;
  Broadcast& operator=(const Broadcast&) = delete;

  /// Takes a client in, whom `vendor` greets.
  net::WebSocketEvents welcome(const SimVendor& vendor, const std::shared_ptr<net::WebSocket>& to);

  /// Ends every stream inside a frame by RST, or by a goodbye after all that was said.
  void cut_all();
  void close_all();

  std::vector<StreamCount> counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tw::vendor_sim
