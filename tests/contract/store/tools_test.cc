// Tools kept at central: what is put comes back, by version; one version of a platform is in use at most.
#include "central/store/tools.h"

#include <gmock/gmock.h>

#include "shared/base/digest.h"
#include "tests/contract/store/store_fixture.h"

namespace redrive::central {
namespace {

using testing::ElementsAre;

class Tools : public StoreTest {
 protected:
  static ToolRow tool(const std::string& version, const std::string& platform = "linux-x86_64", bool in_use = false) {
    model::ToolManifest manifest{
        version, platform, model::kToolSchema, 4, base::digest_of(version + platform), std::string(128, '0')};
    return {manifest, at(1), "ann", in_use};
  }
};
REDRIVE_ON_EVERY_STORE(Tools);

TEST_P(Tools, ComeBackByVersionAndPlatform) {
  const auto second = tool("1.4.0", "linux-x86_64", true), first = tool("1.4.0", "linux-aarch64"), last = tool("1.5.0");
  for (const auto& one : {last, second, first}) must(put_tool(db(), one));
  EXPECT_THAT(must(all_tools(db())), ElementsAre(first, second, last));
  auto changed = last;
  changed.in_use = false, changed.added_by = "bob";
  must(put_tool(db(), changed));
  must(delete_tool(db(), first.manifest.digest));
  EXPECT_THAT(must(all_tools(*open(Access::kRead))), ElementsAre(second, changed));
}

TEST_P(Tools, OneOfAPlatformIsInUseAndAVersionIsOneProgram) {
  must(put_tool(db(), tool("1.4.0", "linux-x86_64", true)));
  must(put_tool(db(), tool("1.4.0", "linux-aarch64", true)));
  EXPECT_EQ(put_tool(db(), tool("1.5.0", "linux-x86_64", true)).error().code, base::ErrorCode::kConflict);
  auto other = tool("1.4.0");
  other.manifest.digest = base::digest_of("other bytes");
  EXPECT_EQ(put_tool(db(), other).error().code, base::ErrorCode::kConflict);
}

TEST_P(Tools, ADamagedManifestIsTold) {
  must(put_tool(db(), tool("1.4.0")));
  must(db().execute("UPDATE tools SET manifest = 'x'"));
  EXPECT_EQ(all_tools(db()).error().code, base::ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace redrive::central
