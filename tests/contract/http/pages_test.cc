// The console's files: every path outside /api/ leads to one of them.
#include "central/http/console_assets.h"
#include "http_world.h"

namespace redrive::central {
namespace {

class Pages : public HttpTest {
 protected:
  void SetUp() override {
    if (console_assets().empty()) GTEST_SKIP() << "this build has no console: npm is missing";
  }
  Answer get(const std::string& target, const Browser& browser = {}) {
    return world.call({"GET", target, "", "", "-", "", "192.0.2.1", browser});
  }
};

TEST_F(Pages, AnyPathIsAPageOfTheConsoleAndNeedsNoToken) {
  const auto index = get("/");
  EXPECT_EQ(index.status, 200);
  EXPECT_EQ(index.response.content_type, "text/html; charset=utf-8");
  EXPECT_NE(index.response.body.find("<script type=\"module\""), std::string::npos);
  EXPECT_TRUE(index.response.page);
  EXPECT_EQ(index.response.cache, "no-cache");
  for (const char* path : {"/tickets/RD-2026-000001", "/failures?type=timeout", "/index.html", "/apis"})
    EXPECT_EQ(get(path).response.body, index.response.body) << path;
  EXPECT_EQ(get("/api/v1/nowhere").status, 401);
  EXPECT_EQ(world.call({"POST", "/", "", "", "-"}).status, 401);
  EXPECT_EQ(world.call({"POST", "/"}).status, 405);
}

TEST_F(Pages, FilesWithTheirDigestInTheirNameAreKeptForGood) {
  int scripts = 0;
  for (const auto& asset : console_assets()) {
    const auto answer = get(std::string(asset.path));
    EXPECT_EQ(answer.response.body, asset.plain) << asset.path;
    const bool kept = answer.response.cache.find("immutable") != std::string_view::npos;
    EXPECT_EQ(kept, asset.path.starts_with("/assets/")) << asset.path;
    scripts += asset.content_type.starts_with("text/javascript");
  }
  EXPECT_GT(scripts, 0);
  EXPECT_EQ(get("/assets/gone-0123.js").status, 404) << "an old page's file is not a page";
}

TEST_F(Pages, ArePackedForWhoTakesThatAndNotSentAgain) {
  Browser browser;
  browser.takes_gzip = true;
  const auto packed = get("/", browser);
  EXPECT_EQ(packed.response.encoding, "gzip");
  EXPECT_TRUE(packed.response.body.starts_with("\x1f\x8b"));
  browser.if_none_match = packed.response.etag;
  EXPECT_EQ(get("/", browser).status, 304);
  EXPECT_TRUE(get("/", browser).response.body.empty());
}

TEST_F(Pages, NameNoOtherHost) {
  for (const auto& asset : console_assets()) {
    if (!asset.content_type.starts_with("text/html") && !asset.content_type.starts_with("text/css")) continue;
    EXPECT_EQ(asset.plain.find("://"), std::string_view::npos) << asset.path;
  }
}

}  // namespace
}  // namespace redrive::central
