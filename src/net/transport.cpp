#include "net/transport.hpp"

namespace tw::net {

vendor::Answer<vendor::HttpResponse> HttpTransport::send(const vendor::HttpRequest& request,
                                                         Duration patience) {
  Fetched answer = client_.send(request, patience);
  if (answer) return std::move(*answer);
  const TransportFault& fault = answer.error();
  return std::unexpected{vendor::Refusal{
      .outcome = vendor::Outcome::Transient,
      .what = vendor::one_line(fault.what),
      .is_malformed = fault.kind == FaultKind::Malformed || fault.kind == FaultKind::TooLarge}};
}

}  // namespace tw::net
