enum NewsroomStoreStub {}
