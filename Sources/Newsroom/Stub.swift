enum NewsroomStub {}
