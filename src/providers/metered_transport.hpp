#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <thread>

#include "vendor/vendor.hpp"

namespace tw::providers {

/// What went over the wire for one question.
struct WireTally {
  std::int64_t requests = 0;
  int status = 0;          ///< Of the last answer; 0 when none came.
  std::int64_t bytes = 0;  ///< Of bodies, decompressed.
};

/// Counts what the threads that ask vendors send and get through another transport.
///
/// A question is asked on one thread from its first request to its last, so that each thread's own
/// tally, taken in between, is that of one question.
/// Owns: nothing; `below` must outlive it. Thread: any.
class MeteredTransport final : public vendor::Transport {
 public:
  explicit MeteredTransport(vendor::Transport& below) : below_{below} {}

  vendor::Answer<vendor::HttpResponse> send(const vendor::HttpRequest& request,
                                            Duration patience) override;
  /// Returns what this thread sent and got since it last asked.
  WireTally take();

 private:
  vendor::Transport& below_;
  std::mutex mutex_;
  std::map<std::thread::id, WireTally> tallies_;
};

}  // namespace tw::providers
