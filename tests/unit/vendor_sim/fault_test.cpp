#include "vendor_sim/fault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vendor_sim/distortion.hpp"
#include "vendor_sim/refusals.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using vendor::Operation;

TEST(FaultSwitch, IsReadAsItIsWritten) {
  for (const char* text : {"429", "slow:polygon", "reset:yahoo:history", "500:polygon:quote*2",
                           "empty*1", "clock-skew::stream", "expired-certificate"}) {
    const auto fault = parse_fault(text);
    ASSERT_TRUE(fault.has_value()) << fault.error();
    EXPECT_EQ(to_string(*fault), text);
  }
}

TEST(FaultSwitch, NamesTheWordThatIsNoneAndWhatWasMeant) {
  EXPECT_THAT(parse_fault("rset").error(), HasSubstr("did you mean 'reset'"));
  EXPECT_THAT(parse_fault("slow:polygone").error(), HasSubstr("did you mean 'polygon'"));
  EXPECT_THAT(parse_fault("slow:polygon:histroy").error(), HasSubstr("did you mean 'history'"));
  EXPECT_THAT(parse_fault("xxxxxxxxxx").error(), HasSubstr("429-wait"));
  EXPECT_THAT(parse_fault("slow*0").error(), HasSubstr("above 0"));
  EXPECT_FALSE(parse_fault("").has_value());
}

TEST(FaultBoard, StrikesWhereItsSwitchesSayAndAsOftenAsTheySay) {
  FaultBoard board;
  board.add(*parse_fault("429:polygon:history*2"));
  board.add(*parse_fault("slow"));

  EXPECT_THAT(board.strike("yahoo", Operation::History), ElementsAre(Fault::Slow));
  EXPECT_THAT(board.strike("polygon", Operation::Quote), ElementsAre(Fault::Slow));
  EXPECT_THAT(board.strike("polygon", Operation::History),
              ElementsAre(Fault::RateLimit, Fault::Slow));
  EXPECT_THAT(board.strike("polygon", Operation::History),
              ElementsAre(Fault::RateLimit, Fault::Slow));
  EXPECT_THAT(board.strike("polygon", Operation::History), ElementsAre(Fault::Slow));
  EXPECT_TRUE(board.has(Fault::Slow));
  board.clear();
  EXPECT_THAT(board.strike("polygon", Operation::History), IsEmpty());
}

TEST(Refusals, AreThereForEveryVendorAndKind) {
  for (const SimVendor& vendor : kSimVendors) {
    for (const Fault fault :
         {Fault::RateLimit, Fault::RateLimitWithWait, Fault::ErrorInOk, Fault::Unauthorized,
          Fault::Forbidden, Fault::ServerError, Fault::Unavailable, Fault::Html}) {
      const auto refusal = refusal_of(vendor.name, fault);
      ASSERT_TRUE(refusal.has_value()) << vendor.name << to_string(fault);
      EXPECT_FALSE(refusal->body.empty());
      EXPECT_EQ(refusal->header("Retry-After").has_value(), fault == Fault::RateLimitWithWait);
    }
    EXPECT_FALSE(refusal_of(vendor.name, Fault::Slow).has_value());
  }
}

TEST(Distortion, ChangesHowAnAnswerIsSaid) {
  const auto distorted = [](Fault fault) {
    net::Reply reply{.response = json_response(R"({"a":[1,2,3,4,5,6,7,8,9]})"), .delivery = {}};
    distort(reply, fault);
    return reply;
  };
  EXPECT_EQ(distorted(Fault::Malformed).response.body, R"({"a":[1,2,3,)");
  EXPECT_EQ(distorted(Fault::WrongType).response.header("Content-Type"), "image/png");
  EXPECT_EQ(distorted(Fault::Gzip).response.header("Content-Encoding"), "gzip");
  EXPECT_EQ(distorted(Fault::Truncated).delivery.cut_at, 12U);
  EXPECT_TRUE(distorted(Fault::Reset).delivery.by_reset);
  EXPECT_GT(distorted(Fault::Slow).delivery.pause, Duration{});
}

}  // namespace
}  // namespace tw::vendor_sim
