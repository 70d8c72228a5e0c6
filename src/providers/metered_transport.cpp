#include "providers/metered_transport.hpp"

#include <utility>

namespace tw::providers {

vendor::Answer<vendor::HttpResponse> MeteredTransport::send(const vendor::HttpRequest& request,
                                                            Duration patience) {
  auto answer = below_.send(request, patience);
  const std::scoped_lock lock{mutex_};
  WireTally& tally = tallies_[std::this_thread::get_id()];
  tally.requests += 1;
  tally.status = answer ? answer->status : 0;
  if (answer) tally.bytes += static_cast<std::int64_t>(answer->body.size());
  return answer;
}

WireTally MeteredTransport::take() {
  const std::scoped_lock lock{mutex_};
  const auto found = tallies_.find(std::this_thread::get_id());
  if (found == tallies_.end()) return {};
  const WireTally tally = found->second;
  tallies_.erase(found);
  return tally;
}

}  // namespace tw::providers
