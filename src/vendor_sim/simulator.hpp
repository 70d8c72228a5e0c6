#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vendor_sim/catalog.hpp"
#include "vendor_sim/fault.hpp"
#include "vendor_sim/recorded_bodies.hpp"

namespace tw::vendor_sim {

/// What a double is made of.
struct SimTerms {
  Catalog catalog;
  std::optional<RecordedBodies> bodies;  ///< Asked before the catalog.
  std::vector<FaultSwitch> faults;       ///< On from the start.
  std::uint16_t port = 0;                ///< 0: a free one.
  bool has_tls = false;
  double stream_rate = 10.0;  ///< Ticks a second and stream.
};

/// The vendors' doubles on one port of this machine, each below its name:
/// "http://127.0.0.1:8085/polygon/v2/aggs/...".
///
/// Below "/control" a test turns it: GET, POST (a switch a line) and DELETE of "/control/faults",
/// GET of "/control/requests", which counts what was asked, and of "/control/streams"; POST of
/// "/control/streams/cut" and "/control/streams/close", which end those that are open.
/// Thread: any; it serves on threads of its own.
class Simulator {
 public:
  /// Errors: one line; the port is taken.
  static std::expected<std::unique_ptr<Simulator>, std::string> start(SimTerms terms);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  std::uint16_t port() const;
  /// Returns where `vendor` answers: what its adapter takes as base URL.
  std::string base_url(std::string_view vendor) const;
  /// Returns where it streams; empty when it does not.
  std::string stream_url(std::string_view vendor) const;
  /// Returns the certificate that signed its own, to be trusted by whoever asks; empty without TLS.
  const std::string& authority_pem() const;

  /// Turns a fault on, or all of them off.
  void switch_on(const FaultSwitch& fault);
  void switch_off();
  /// Returns how often `operation` was asked of `vendor`.
  std::uint64_t requests(std::string_view vendor, vendor::Operation operation) const;

  /// Ends every stream inside a frame by RST, or by a goodbye after all that was said.
  void cut_streams();
  void close_streams();
  /// Returns how many ticks were given to open streams of `vendor`.
  std::uint64_t streamed(std::string_view vendor) const;

 private:
  struct State;
  explicit Simulator(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace tw::vendor_sim
